package io.plumbline.sync.device;

import java.util.Optional;

/** One kind of conversation with the server. */
interface Exchange {
    /** How an answer was taken. */
    enum Outcome {
        /** As it should be. */
        DONE,
        /** Not of use: try again after a while. */
        FAILED
    }

    /** The call that is due, if one is; what must be known after a kill is written before it is returned. */
    Optional<Call> prepare(String account);

    /** Takes the answer. */
    Outcome answered(Call call, Answer answer);
}
