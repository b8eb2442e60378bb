package io.plumbline.sync.message;

/**
 * Why an operation is parked.
 *
 * @param code as in the receipt
 * @param pointer JSON pointer into the operation
 * @param detail for the office, in English, without anything the person wrote
 */
public record Refusal(OperationCode code, String pointer, String detail) {}
