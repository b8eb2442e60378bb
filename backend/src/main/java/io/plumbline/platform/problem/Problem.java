package io.plumbline.platform.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that answers a request with an error (RFC 9457). The detail says what, which and what was
 * expected; it never contains SQL, a stack trace or another organisation's data.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One of several errors in a request, located by JSON pointer or parameter name. */
    public record FieldError(String pointer, String code, String detail) {}

    private final ProblemType type;
    private final transient Map<String, Object> parameters = new LinkedHashMap<>();
    private final transient List<FieldError> errors = new ArrayList<>();

    private Problem(ProblemType type, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.type = type;
    }

    /** A problem with a detail for people. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, null);
    }

    /** The same with the exception that led to it, for the log alone. */
    public static Problem of(ProblemType type, String detail, Throwable cause) {
        return new Problem(type, detail, cause);
    }

    /** A thing that does not exist, or not for the caller: {@code Problem.notFound("visit", id)}. */
    public static Problem notFound(String kind, Object id) {
        return of(ProblemType.NOT_FOUND, "There is no " + kind + " " + id + ".");
    }

    /**
     * More than permitted.
     *
     * @param limit its name, by which a client decides what to do
     * @param value what is permitted
     * @param unit of the value, in English
     */
    public static Problem tooLarge(String limit, long value, String unit, String detail) {
        return of(ProblemType.PAYLOAD_TOO_LARGE, detail)
                .with("limit", limit)
                .with("value", value)
                .with("unit", unit);
    }

    /** One error of a request's field. */
    public static Problem invalid(String pointer, String code, String detail) {
        return of(ProblemType.VALIDATION, detail).error(pointer, code, detail);
    }

    /**
     * Adds a parameter.
     *
     * @throws IllegalArgumentException when the type's catalogue entry does not list the name
     */
    public Problem with(String name, Object value) {
        if (!type.parameters().contains(name)) {
            throw new IllegalArgumentException(type + " has no parameter " + name);
        }
        parameters.put(name, value);
        return this;
    }

    /** Adds a located error. */
    public Problem error(String pointer, String code, String detail) {
        errors.add(new FieldError(pointer, code, detail));
        return this;
    }

    /** Adds located errors. */
    public Problem errors(List<FieldError> more) {
        errors.addAll(more);
        return this;
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    public List<FieldError> errors() {
        return Collections.unmodifiableList(errors);
    }
}
