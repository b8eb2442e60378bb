package io.plumbline.demo.plan;

import java.time.LocalDate;

/** From that day on the unit hangs under another parent (ORG-1). */
public record PlannedMove(String unit, String parent, LocalDate from) {}
