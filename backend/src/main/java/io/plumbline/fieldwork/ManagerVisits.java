package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.merge.Collected;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accepted visits as the inspected may see them (FLD-3): nothing here says who visited, with which device, or when
 * beyond the date. Whether the asking person may see the visit at all is for the caller to decide, by {@code visitId}.
 */
public interface ManagerVisits {
    /**
     * An accepted visit without its visitor.
     *
     * @param visitId for the server's own use; never to be shown to the inspected, because it holds a time
     * @param programmeName localized, as stored
     * @param collected of a callback, whether the person asked about collected it (CBK-3)
     * @param answers value by item, as answered
     * @param notes text by item; {@code _visit} for the whole visit
     * @param photos verified ones; never signatures, which are somebody's
     * @param remarks what the reviewer wrote, without the reviewer
     */
    record ManagerVisit(
            UUID visitId,
            UUID publicId,
            JsonNode programmeName,
            UUID checklistVersionId,
            LocalDate serviceOn,
            ScoreResult result,
            @Nullable Collected collected,
            Map<String, JsonNode> answers,
            Map<String, String> notes,
            List<PhotoRef> photos,
            List<Remark> remarks) {}

    /** A photo and the item it belongs to. */
    record PhotoRef(UUID publicId, @Nullable String item) {}

    /** What the reviewer wrote about an item, or about the visit. */
    record Remark(@Nullable String item, String text) {}

    /** A verified photo of an accepted visit; never a signature. */
    record ManagerPhoto(UUID visitId, String sha256, String contentType) {}

    Optional<ManagerVisit> findAccepted(UUID publicId);

    Optional<ManagerPhoto> findPhoto(UUID photoPublicId);

    /** The picture drawn anew as JPEG, so that no metadata of the file survives; not wider than asked. */
    byte[] render(ManagerPhoto photo, @Nullable Integer width);
}
