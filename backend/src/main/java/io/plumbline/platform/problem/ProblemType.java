package io.plumbline.platform.problem;

import java.util.List;
import java.util.Locale;

/**
 * Every kind of failure a client can be told about. The code is derived from the constant's name and never changes once
 * released; {@code docs/problems.md} lists the same table and a test holds the two equal.
 */
public enum ProblemType {
    BAD_ENVELOPE(400, "The request's envelope cannot be read"),
    CHECKLIST_INVALID(422, "The checklist document has errors"),
    CONFLICT(409, "Someone changed this in the meantime", "expected", "found"),
    CURSOR_DIVERGED(409, "The cursor comes from another history of the server"),
    CURSOR_EXPIRED(410, "The cursor is older than what the server keeps", "scopes"),
    DEVICE_FORKED(409, "Two copies of this device exist", "incarnation", "lease"),
    DEVICE_REVOKED(403, "This device was revoked", "pushAllowed"),
    DIGEST_MISMATCH(400, "The bytes received are not the bytes that were sent", "expected", "found"),
    ENROLMENT_CODE_EXPIRED(410, "This enrolment code has expired"),
    ENROLMENT_CODE_WRONG(404, "There is no such enrolment code"),
    EPOCH_CHANGED(409, "The server's data was replaced", "epoch"),
    FORBIDDEN(403, "Not permitted"),
    INTERNAL(500, "The server failed", "reference"),
    MALFORMED_JSON(400, "The body is not JSON", "line", "column"),
    METHOD_NOT_ALLOWED(405, "This address does not know that method"),
    MONTH_OPEN(409, "The month is still open", "month"),
    NOT_ACCEPTABLE(406, "None of the accepted media types is available"),
    NOT_FOUND(404, "Not found"),
    NOTHING_CHANGED(409, "There is nothing to do"),
    OVERLOADED(503, "The server is busy", "retryAfterSeconds"),
    PAYLOAD_TOO_LARGE(413, "Too large", "limit", "value", "unit"),
    PROTOCOL_UNSUPPORTED(426, "This client is too old or too new", "min", "max", "pushAllowed"),
    RATE_LIMITED(429, "Too many requests", "retryAfterSeconds"),
    STATE_CONFLICT(409, "Not possible in its present state", "state", "wanted"),
    UNAUTHENTICATED(401, "Sign in first", "reason"),
    UNSUPPORTED_MEDIA_TYPE(415, "This media type is not understood here", "expected"),
    UPLOAD_OFFSET_MISMATCH(409, "The upload continues elsewhere", "offset"),
    VALIDATION(400, "The request has errors");

    private final int status;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> parameters;

    ProblemType(int status, String title, String... parameters) {
        this.status = status;
        this.title = title;
        this.parameters = List.of(parameters);
    }

    /** The stable code, in kebab case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What happened, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** Names of the parameters an occurrence may carry. */
    public List<String> parameters() {
        return parameters;
    }
}
