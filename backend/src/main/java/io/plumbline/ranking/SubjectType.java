package io.plumbline.ranking;

/** What a board ranks. */
public enum SubjectType {
    UNIT,
    STAFF
}
