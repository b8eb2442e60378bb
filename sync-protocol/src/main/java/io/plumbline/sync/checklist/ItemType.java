package io.plumbline.sync.checklist;

/** What kind of answer an item takes (CHK-1). */
public enum ItemType {
    YES_NO,
    SINGLE,
    MULTIPLE,
    RATING,
    NUMBER,
    TEXT,
    PHOTO,
    SIGNATURE,
    DATE_TIME,
    LOCATION,
    DURATION;

    /** Whether an item of this type may carry points. */
    public boolean scorable() {
        return switch (this) {
            case YES_NO, SINGLE, MULTIPLE, RATING, NUMBER, DURATION -> true;
            case TEXT, PHOTO, SIGNATURE, DATE_TIME, LOCATION -> false;
        };
    }

    /** Whether an item of this type offers options to choose from. */
    public boolean hasOptions() {
        return this == SINGLE || this == MULTIPLE;
    }

    /** Whether an answer of this type is a number that a condition can compare. */
    public boolean comparable() {
        return this == RATING || this == NUMBER || this == DURATION;
    }

    /** Whether photos can be taken for an item of this type; a signature is written, not photographed. */
    public boolean takesPhotos() {
        return this != SIGNATURE;
    }

    /** Whether an item of this type is answered by files alone and holds no value of its own. */
    public boolean answeredByFiles() {
        return this == PHOTO || this == SIGNATURE;
    }
}
