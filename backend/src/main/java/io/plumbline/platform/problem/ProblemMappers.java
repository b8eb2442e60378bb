package io.plumbline.platform.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.CharConversionException;
import java.util.Iterator;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every failure of a request with a problem document. */
final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    /** {@code quarkus.http.limits.max-body-size}. */
    private static final long HARD_STOP = 32L << 20;

    ProblemMappers() {}

    @ServerExceptionMapper
    Response problem(Problem problem, UriInfo uri) {
        Response.ResponseBuilder response = Response.status(problem.type().status())
                .type(ProblemDocument.MEDIA_TYPE)
                .entity(ProblemDocument.of(problem, uri.getPath()));
        if (problem.type() == ProblemType.UNAUTHENTICATED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        Object retryAfter = problem.parameters().get("retryAfterSeconds");
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        return response.build();
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated(UriInfo uri) {
        return problem(Problem.of(ProblemType.UNAUTHENTICATED, "The access token is missing, expired or forged."), uri);
    }

    @ServerExceptionMapper(ForbiddenException.class)
    Response forbidden(UriInfo uri) {
        return problem(Problem.of(ProblemType.FORBIDDEN, "Your roles do not permit this."), uri);
    }

    @ServerExceptionMapper
    Response mismatch(MismatchedInputException failure, UriInfo uri) {
        return problem(JsonProblems.translate(failure), uri);
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException failure, UriInfo uri) {
        return problem(JsonProblems.translate(failure), uri);
    }

    /** Bytes that begin as an encoding which JSON does not have. */
    @ServerExceptionMapper
    Response encoding(CharConversionException failure, UriInfo uri) {
        return problem(Problem.of(ProblemType.MALFORMED_JSON, "The body is not JSON in UTF-8."), uri);
    }

    @ServerExceptionMapper
    Response violation(ConstraintViolationException failure, UriInfo uri) {
        boolean byServer = failure.getConstraintViolations().stream()
                .anyMatch(violation -> violation.getExecutableReturnValue() != null);
        if (byServer) {
            return internal(failure, uri);
        }
        Problem problem = Problem.of(ProblemType.VALIDATION, "The request has errors.");
        for (ConstraintViolation<?> violation : failure.getConstraintViolations()) {
            String pointer = pointer(violation);
            problem.error(pointer, "not-permitted", pointer + " " + violation.getMessage() + ".");
        }
        return problem(problem, uri);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException failure, UriInfo uri) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return problem(JsonProblems.translate(json), uri);
        }
        if (failure.getCause() instanceof Problem problem) {
            return problem(problem, uri);
        }
        return switch (failure.getResponse().getStatus()) {
            case 400 -> problem(Problem.of(ProblemType.VALIDATION, "The request cannot be read."), uri);
            case 401 -> unauthenticated(uri);
            case 403 -> forbidden(uri);
            case 404 -> problem(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address."), uri);
            case 405 -> problem(Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Another method is needed here."), uri);
            case 406 -> problem(Problem.of(ProblemType.NOT_ACCEPTABLE, "Accept application/json."), uri);
            case 413 -> problem(Problem.tooLarge("requestBytes", HARD_STOP, "bytes", "The body is too large."), uri);
            case 415 ->
                problem(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Another Content-Type is needed here."), uri);
            default -> failure.getResponse().getStatus() < 500 ? failure.getResponse() : internal(failure, uri);
        };
    }

    @ServerExceptionMapper
    Response other(Throwable failure, UriInfo uri) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem(problem, uri); // thrown inside a transaction that wrapped it
            }
        }
        if (BrokenBodies.isBroken(failure)) {
            LOG.debugf(failure, "a body broke off");
            return problem(Problem.of(ProblemType.BAD_ENVELOPE, "The body ended before it was whole."), uri);
        }
        return DatabaseProblems.translate(failure)
                .map(problem -> {
                    LOG.debugf(failure, "refused by the database: %s", problem.detail());
                    return problem(problem, uri);
                })
                .orElseGet(() -> internal(failure, uri));
    }

    private Response internal(Throwable failure, UriInfo uri) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(failure, "request failed, reference %s", reference);
        return problem(
                Problem.of(ProblemType.INTERNAL, "Tell your administrator the reference " + reference + ".")
                        .with("reference", reference),
                uri);
    }

    /** The path without the Java method and parameter it starts with. */
    private static String pointer(ConstraintViolation<?> violation) {
        StringBuilder pointer = new StringBuilder();
        Iterator<jakarta.validation.Path.Node> nodes =
                violation.getPropertyPath().iterator();
        int depth = 0;
        while (nodes.hasNext()) {
            jakarta.validation.Path.Node node = nodes.next();
            boolean isBody = depth == 1 && nodes.hasNext();
            if (depth > 0 && !isBody && node.getName() != null) {
                if (node.getIndex() != null) {
                    pointer.append('/').append(node.getIndex());
                }
                pointer.append('/').append(node.getName());
            }
            depth++;
        }
        return pointer.toString();
    }
}
