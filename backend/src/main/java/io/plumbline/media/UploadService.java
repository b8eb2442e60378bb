package io.plumbline.media;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.media.MediaQueries.Upload;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.Ids;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that survive a bad link. Nothing is locked while a socket is read: bytes are written where the request says
 * they belong, synced, and then the offset is advanced by an update that names the offset they began at. Of two
 * requests that write the same place the second finds the offset moved and is told where to go on; the hash of the
 * whole file decides in the end.
 */
@ApplicationScoped
class UploadService {
    static final long MAX_BYTES = 25L << 20;
    private static final Logger LOG = Logger.getLogger(UploadService.class);
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> CONTENT_TYPES = Set.of("image/jpeg", "image/png", "image/webp");

    private final Jdbi jdbi;
    private final CurrentAccount account;
    private final BlobStore store;
    private final Blobs blobs;
    private final Event<BlobVerified> verified;
    private final MediaConfig config;
    private final Clock clock;

    @Inject
    UploadService(
            Jdbi jdbi,
            CurrentAccount account,
            BlobStore store,
            Blobs blobs,
            Event<BlobVerified> verified,
            MediaConfig config,
            Clock clock) {
        this.jdbi = jdbi;
        this.account = account;
        this.store = store;
        this.blobs = blobs;
        this.verified = verified;
        this.config = config;
        this.clock = clock;
    }

    /** An upload just made, or one of a file that is here already and needs no byte. */
    Upload create(long length, @Nullable String sha256, @Nullable String contentType) {
        if (length < 1 || length > MAX_BYTES) {
            throw Problem.tooLarge("fileBytes", MAX_BYTES, "bytes", "A file has 1 to " + MAX_BYTES + " bytes.");
        }
        if (sha256 == null || !SHA256.matcher(sha256).matches()) {
            throw Problem.invalid("Upload-Metadata", "sha256", "sha256 of the file in lower-case hex is needed.");
        }
        if (contentType == null || !CONTENT_TYPES.contains(contentType.toLowerCase(Locale.ROOT))) {
            throw notAnImage();
        }
        Instant now = clock.instant();
        boolean here = !blobs.presentFor(account.id(), Set.of(sha256)).isEmpty();
        Upload upload = new Upload(
                Ids.next(), sha256, length, here ? length : 0, account.id(), now.plus(config.uploadLifetime()));
        if (!here) {
            inTransaction(handle -> {
                MediaQueries.insertUpload(handle, account.organisationId(), upload, contentType, now);
                return true;
            });
        }
        return upload;
    }

    /** Somebody else's upload is as one that does not exist. */
    Upload require(UUID id) {
        Upload upload = inTransaction(handle -> MediaQueries.findUpload(handle, account.organisationId(), id)
                .orElseThrow(() -> Problem.notFound("upload", id)));
        if (!upload.accountId().equals(account.id()) || upload.expiresAt().isBefore(clock.instant())) {
            throw Problem.notFound("upload", id);
        }
        return upload;
    }

    /**
     * Appends the body. What arrived before a broken connection counts.
     *
     * @return the new offset
     */
    long append(UUID id, long offset, @Nullable Checksum checksum, InputStream body) {
        Upload upload = require(id);
        if (upload.received() != offset) {
            throw mismatch(upload.received());
        }
        Path file = store.upload(account.organisationId(), id);
        UploadFile.Written written;
        try {
            written = UploadFile.write(file, offset, upload.length() - offset, checksum, body);
        } catch (IOException e) {
            throw Problem.of(ProblemType.INTERNAL, "The bytes could not be kept.", e);
        }
        if (written.tooLong()) {
            throw Problem.tooLarge(
                    "uploadLength", upload.length(), "bytes", "The upload was announced with fewer bytes.");
        }
        long received = offset + written.bytes();
        Instant expires = clock.instant().plus(config.uploadLifetime());
        boolean advanced = inTransaction(
                handle -> MediaQueries.advance(handle, account.organisationId(), id, offset, received, expires));
        if (!advanced) {
            throw mismatch(require(id).received());
        }
        if (received == upload.length()) {
            complete(upload, file);
        }
        return received;
    }

    private void complete(Upload upload, Path file) {
        UUID organisationId = account.organisationId();
        try {
            String found = UploadFile.sha256(file);
            if (!found.equals(upload.sha256())) {
                remove(upload, file);
                throw Problem.of(ProblemType.DIGEST_MISMATCH, "The file is not the one announced; upload it again.")
                        .with("expected", upload.sha256())
                        .with("found", found);
            }
            ImageKind kind =
                    ImageKind.sniff(UploadFile.head(file, ImageKind.HEAD_BYTES)).orElse(null);
            if (kind == null) {
                remove(upload, file);
                throw notAnImage();
            }
            store.adopt(organisationId, upload.sha256(), file);
            inTransaction(handle -> {
                MediaQueries.insertBlob(
                        handle, organisationId, upload.sha256(), upload.length(), kind.contentType(), clock.instant());
                MediaQueries.insertUploader(handle, organisationId, upload.sha256(), upload.accountId());
                MediaQueries.deleteUpload(handle, organisationId, upload.id());
                return true;
            });
        } catch (IOException e) {
            throw Problem.of(ProblemType.INTERNAL, "The file could not be kept.", e);
        }
        tell(upload.sha256());
    }

    /** In a transaction of its own: the file is here, whatever becomes of those who waited for it. */
    private void tell(String sha256) {
        try {
            inTransaction(handle -> {
                MediaQueries.awaitDeclarations(handle, account.organisationId(), sha256);
                verified.fire(new BlobVerified(sha256));
                return true;
            });
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "file %s arrived, but what waits for it failed; it is looked at again with the next push",
                    sha256);
        }
    }

    private void remove(Upload upload, Path file) throws IOException {
        inTransaction(handle -> {
            MediaQueries.deleteUpload(handle, account.organisationId(), upload.id());
            return true;
        });
        Files.deleteIfExists(file);
    }

    private <T> T inTransaction(Function<Handle, T> work) {
        return QuarkusTransaction.requiringNew().call(() -> jdbi.withHandle(work::apply));
    }

    private static Problem mismatch(long offset) {
        return Problem.of(ProblemType.UPLOAD_OFFSET_MISMATCH, "The upload continues at byte " + offset + ".")
                .with("offset", offset);
    }

    private static Problem notAnImage() {
        return Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "A file is a JPEG, PNG or WebP image.")
                .with("expected", "image/jpeg, image/png, image/webp");
    }
}
