package io.plumbline.ranking.rules;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * One subject of a board in one month, before places are given: its score (two decimals) and how many responses it
 * rests on.
 */
public record Standing(UUID subject, String name, BigDecimal score, long responses) {}
