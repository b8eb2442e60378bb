package io.plumbline.sync.http;

import java.util.Optional;

/** Who is signed in, as the server is shown it. */
public interface AccessTokens {
    /** A token that is good as far as is known; empty when none is to be had now. */
    Optional<String> find(String account);

    /** The server did not take this token: the next one must be another. */
    void refused(String account, String token);
}
