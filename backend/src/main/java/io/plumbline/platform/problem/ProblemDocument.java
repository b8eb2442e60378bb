package io.plumbline.platform.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of an {@code application/problem+json} answer (RFC 9457), with the code, its parameters and located errors
 * as extension members.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemDocument(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        String code,
        @JsonAnyGetter Map<String, Object> parameters,
        List<Problem.FieldError> errors) {
    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The document for a problem that happened at the path. */
    public static ProblemDocument of(Problem problem, @Nullable String path) {
        ProblemType type = problem.type();
        return new ProblemDocument(
                "/problems/" + type.code(),
                type.title(),
                type.status(),
                problem.detail(),
                path,
                type.code(),
                problem.parameters(),
                problem.errors());
    }
}
