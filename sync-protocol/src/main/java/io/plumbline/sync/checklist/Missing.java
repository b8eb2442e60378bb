package io.plumbline.sync.checklist;

/**
 * Something a visit still lacks before it can be submitted (CHK-5).
 *
 * @param item the item that asks for it
 * @param needed how many are needed
 * @param have how many are there, below needed
 */
public record Missing(String item, Kind kind, int needed, int have) {
    /** What is missing. An unanswered photo or signature item lacks a photo or a signature, not an answer. */
    public enum Kind {
        ANSWER,
        PHOTO,
        NOTE,
        SIGNATURE
    }
}
