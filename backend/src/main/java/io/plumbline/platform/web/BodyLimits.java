package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Limits every request body and inflates {@code Content-Encoding: gzip}. The server's own limit is higher and answers
 * without a body; this one names limit and value. The server's own decompression knows no ratio.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class BodyLimits implements ReaderInterceptor {
    /** Of an inflated body: 10 MiB. */
    public static final long INFLATED = 10L << 20;

    /** Of a gzip body as sent: 1 MiB. */
    public static final long COMPRESSED = 1L << 20;

    /** Of one piece of a file: 25 MiB. */
    public static final long FILE = 25L << 20;

    @Context
    @Nullable
    UriInfo uri;

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context)
            throws IOException, WebApplicationException {
        Limits limits = limits(uri == null ? "" : uri.getPath());
        String declared = context.getHeaders().getFirst(HttpHeaders.CONTENT_LENGTH);
        if (declared != null && declared.matches("\\d{1,18}") && Long.parseLong(declared) > limits.most()) {
            throw LimitedInputStream.tooLarge(limits.name(), limits.most(), Long.parseLong(declared));
        }
        String encoding = context.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        boolean isGzip = encoding != null && encoding.toLowerCase(Locale.ROOT).equals("gzip");
        if (encoding != null && !isGzip && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "A body is sent as it is, or as gzip.")
                    .with("expected", "gzip");
        }
        LimitedInputStream raw = isGzip
                ? new LimitedInputStream(context.getInputStream(), limits.compressedName(), COMPRESSED)
                : new LimitedInputStream(context.getInputStream(), limits.name(), limits.most());
        context.setInputStream(isGzip ? InflatingInputStream.open(raw, limits.name(), limits.most()) : raw);
        @Nullable Object read = context.proceed();
        if (read == null && raw.count() > 0) {
            // JSON's null, which no request is
            throw Problem.invalid("", "wrong-type", "The body is null.");
        }
        return read;
    }

    /** What is permitted of a body, and the names of the limits. A push's are those the session tells. */
    private record Limits(String name, long most, String compressedName) {}

    private static Limits limits(String path) {
        if (path.startsWith("/api/media")) {
            return new Limits("fileBytes", FILE, "compressedBytes");
        }
        return path.startsWith("/api/sync/v1/push")
                ? new Limits("pushInflatedBytes", INFLATED, "pushBytes")
                : new Limits("bodyBytes", INFLATED, "compressedBytes");
    }
}
