package io.plumbline.media;

import io.plumbline.media.MediaQueries.Upload;
import io.plumbline.platform.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** tus 1.0: core, creation, checksum, expiration. Any signed-in person may hand over the files of earlier work. */
@Path("/api/media")
class MediaResource {
    private static final String RESUMABLE = "Tus-Resumable";
    private static final String VERSION = "1.0.0";

    private final UploadService uploads;

    @Inject
    MediaResource(UploadService uploads) {
        this.uploads = uploads;
    }

    @OPTIONS
    @PermitAll
    public Response capabilities() {
        return Response.noContent()
                .header(RESUMABLE, VERSION)
                .header("Tus-Version", VERSION)
                .header("Tus-Extension", "creation,checksum,expiration")
                .header("Tus-Checksum-Algorithm", Checksum.ALGORITHMS)
                .header("Tus-Max-Size", UploadService.MAX_BYTES)
                .build();
    }

    @POST
    @RolesAllowed("**")
    public Response create(
            @HeaderParam("Upload-Length") @Nullable Long length,
            @HeaderParam("Upload-Metadata") @Nullable String metadata) {
        if (length == null) {
            throw Problem.invalid("Upload-Length", "missing", "Upload-Length is needed.");
        }
        Map<String, String> values = metadata(metadata);
        Upload upload = uploads.create(length, values.get("sha256"), values.get("contentType"));
        return Response.status(Response.Status.CREATED)
                .header(RESUMABLE, VERSION)
                .header("Location", "/api/media/" + upload.id())
                .header("Upload-Offset", upload.received())
                .header("Upload-Expires", httpDate(upload.expiresAt()))
                .build();
    }

    @HEAD
    @Path("/{id}")
    @RolesAllowed("**")
    public Response offset(@PathParam("id") UUID id) {
        Upload upload = uploads.require(id);
        return Response.ok()
                .header(RESUMABLE, VERSION)
                .header("Upload-Offset", upload.received())
                .header("Upload-Length", upload.length())
                .header("Upload-Expires", httpDate(upload.expiresAt()))
                .header("Cache-Control", "no-store")
                .build();
    }

    @PATCH
    @Path("/{id}")
    @Consumes("application/offset+octet-stream")
    @RolesAllowed("**")
    public Response append(
            @PathParam("id") UUID id,
            @HeaderParam("Upload-Offset") @Nullable Long offset,
            @HeaderParam("Upload-Checksum") @Nullable String checksum,
            InputStream body) {
        if (offset == null || offset < 0) {
            throw Problem.invalid("Upload-Offset", "missing", "Upload-Offset is needed.");
        }
        long received = uploads.append(id, offset, Checksum.parse(checksum), body);
        return Response.noContent()
                .header(RESUMABLE, VERSION)
                .header("Upload-Offset", received)
                .build();
    }

    private static Map<String, String> metadata(@Nullable String header) {
        Map<String, String> values = new HashMap<>();
        for (String pair : header == null ? new String[0] : header.split(",", -1)) {
            String[] parts = pair.strip().split(" ", 2);
            try {
                byte[] value = Base64.getDecoder().decode(parts.length < 2 ? "" : parts[1].strip());
                values.put(parts[0], new String(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("Upload-Metadata", "not-base64", "Values of Upload-Metadata are base64.");
            }
        }
        return values;
    }

    private static String httpDate(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
