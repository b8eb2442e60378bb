package io.plumbline.sync.checklist;

/**
 * Why a value does not fit.
 *
 * @param code stable, kebab case
 * @param pointer JSON pointer inside the value; empty for the value itself
 * @param message for the office, in English, without the value
 */
public record ValueError(String code, String pointer, String message) {}
