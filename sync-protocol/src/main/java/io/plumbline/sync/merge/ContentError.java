package io.plumbline.sync.merge;

import io.plumbline.sync.message.OperationCode;

/** Why an operation's content cannot be folded; a value, not an exception. */
record ContentError(OperationCode code, String pointer, String detail) {
    static ContentError invalid(String pointer, String detail) {
        return new ContentError(OperationCode.VALIDATION, pointer, detail);
    }

    /** A JSON pointer one step down, with the step escaped. */
    static String under(String pointer, String step) {
        return pointer + "/" + step.replace("~", "~0").replace("/", "~1");
    }
}
