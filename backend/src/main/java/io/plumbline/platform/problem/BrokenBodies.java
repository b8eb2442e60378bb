package io.plumbline.platform.problem;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that a request's body could not be read to its end: the client's connection closed, or what came was no
 * HTTP. Tablets do that all day; it is no failure of the server, whose own I/O fails otherwise.
 */
final class BrokenBodies {
    private static final String CLOSED = "io.vertx.core.http.HttpClosedException";
    private static final String CODEC = "io.netty.handler.codec.";

    private BrokenBodies() {}

    static boolean isBroken(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause instanceof IOException; cause = cause.getCause()) {
            Throwable reason = cause.getCause() == null ? cause : cause.getCause();
            String name = reason.getClass().getName();
            if (reason instanceof ClosedChannelException || name.equals(CLOSED) || name.startsWith(CODEC)) {
                return true;
            }
        }
        return false;
    }
}
