package io.plumbline.fieldwork;

import io.plumbline.media.Blobs;
import io.plumbline.media.Pictures;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Photos of visits that are here. */
@ApplicationScoped
class VisitPhotos {
    /** Bytes to show; the type is one of the image types taken. */
    @SuppressWarnings("ArrayRecordComponent") // written to the response and gone
    record Picture(byte[] bytes, String contentType) {}

    private record Stored(String sha256, String contentType) {}

    private static final int WHOLE = 2_048;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Blobs blobs;

    @Inject
    VisitPhotos(Jdbi jdbi, CurrentOrganisation organisation, Blobs blobs) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.blobs = blobs;
    }

    /** As it was taken, or smaller if a width is given. For the office alone: the file may say who took it. */
    @Transactional
    Picture require(UUID visitId, UUID photoId, @Nullable Integer width) {
        Stored stored = find(visitId, photoId).orElseThrow(() -> Problem.notFound("photo", photoId));
        try (InputStream file = blobs.open(stored.sha256())) {
            return width == null
                    ? new Picture(file.readAllBytes(), stored.contentType())
                    : new Picture(Pictures.jpeg(file, width), "image/jpeg");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drawn anew, so that nothing of the file survives but what is to be seen (FLD-3). */
    byte[] stripped(String sha256, @Nullable Integer width) {
        try (InputStream file = blobs.open(sha256)) {
            return Pictures.jpeg(file, width == null ? WHOLE : width);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Stored> find(UUID visitId, UUID photoId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select b.sha256, b.content_type from visit_photos p
                        join blobs b on b.organisation_id = p.organisation_id and b.sha256 = p.sha256
                        where p.organisation_id = :organisation and p.visit_id = :visit and p.photo_id = :photo""")
                .bind("organisation", organisation.requireId())
                .bind("visit", visitId)
                .bind("photo", photoId)
                .map((row, context) -> new Stored(row.getString("sha256"), row.getString("content_type")))
                .findOne());
    }
}
