package io.plumbline.ranking.rules;

import org.jspecify.annotations.Nullable;

/** A standing with its place; no place means "not ranked": fewer responses than the board's minimum (RNK-3). */
public record Placed(Standing standing, @Nullable Integer place) {}
