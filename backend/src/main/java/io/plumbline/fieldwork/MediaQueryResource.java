package io.plumbline.fieldwork;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.media.Blobs;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells a device which of its files are here. Of files that are not its own it learns nothing. */
@Path("/api/sync/v1/media")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class MediaQueryResource {
    record Question(@Nullable List<String> sha256) {}

    record Answer(List<String> present, List<String> missing) {}

    private static final int MAX = 1_000;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Blobs blobs;
    private final CurrentAccount account;

    @Inject
    MediaQueryResource(Blobs blobs, CurrentAccount account) {
        this.blobs = blobs;
        this.account = account;
    }

    @POST
    @Path("/query")
    @RolesAllowed("**")
    public Answer query(@Nullable Question question) {
        List<String> asked = question == null ? null : question.sha256();
        if (asked == null || asked.size() > MAX) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "sha256 has at most " + MAX + " hashes.");
        }
        List<String> hashes = asked.stream()
                .filter(each -> each != null && SHA256.matcher(each).matches())
                .distinct()
                .toList();
        Set<String> present = blobs.presentFor(account.id(), hashes);
        return new Answer(
                hashes.stream().filter(present::contains).toList(),
                hashes.stream().filter(each -> !present.contains(each)).toList());
    }
}
