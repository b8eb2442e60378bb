package io.plumbline.fieldwork;

import java.util.List;

/**
 * Visits were accepted together. Fired synchronously inside the accepting transaction, so that whoever counts them does
 * so together with the acceptance or not at all; what they change in common is written once.
 */
public record VisitsAccepted(List<VisitAccepted> visits) {}
