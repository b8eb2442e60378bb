package io.plumbline.media;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The door for files that do not come over HTTP: loaders of data. */
@ApplicationScoped
public class MediaIntake {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final BlobStore store;
    private final Event<BlobVerified> verified;
    private final Clock clock;

    @Inject
    MediaIntake(
            Jdbi jdbi, CurrentOrganisation organisation, BlobStore store, Event<BlobVerified> verified, Clock clock) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.store = store;
        this.verified = verified;
        this.clock = clock;
    }

    /**
     * Keeps a JPEG, PNG or WebP image in the account's name.
     *
     * @return its SHA-256 in lower-case hex
     */
    @Transactional
    public String keep(byte[] image, UUID accountId) {
        UUID organisationId = organisation.requireId();
        ImageKind kind = ImageKind.sniff(Arrays.copyOf(image, Math.min(image.length, ImageKind.HEAD_BYTES)))
                .orElseThrow(() -> Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "A file is an image."));
        try {
            Path file = store.upload(organisationId, Ids.next());
            UploadFile.write(file, 0, image.length, null, new ByteArrayInputStream(image));
            String sha256 = UploadFile.sha256(file);
            store.adopt(organisationId, sha256, file);
            jdbi.useHandle(handle -> {
                MediaQueries.insertBlob(
                        handle, organisationId, sha256, image.length, kind.contentType(), clock.instant());
                MediaQueries.insertUploader(handle, organisationId, sha256, accountId);
            });
            verified.fire(new BlobVerified(sha256));
            return sha256;
        } catch (IOException e) {
            throw Problem.of(ProblemType.INTERNAL, "The file could not be kept.", e);
        }
    }
}
