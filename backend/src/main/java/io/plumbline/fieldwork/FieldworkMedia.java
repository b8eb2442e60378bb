package io.plumbline.fieldwork;

import io.plumbline.checklist.ChecklistPublished;
import io.plumbline.media.BlobVerified;
import io.plumbline.media.MediaClaims;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.HeldOperations;
import io.plumbline.sync.message.Need;
import io.plumbline.sync.message.OperationKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Lets visits go on that waited for a file or a checklist, and says which files people's own visits declare. */
@ApplicationScoped
class FieldworkMedia implements MediaClaims {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final HeldOperations held;

    @Inject
    FieldworkMedia(Jdbi jdbi, CurrentOrganisation organisation, HeldOperations held) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.held = held;
    }

    /** Every visit that shows the file is shown anew; a submission that waited for it alone is released thereby. */
    @Transactional(Transactional.TxType.MANDATORY)
    void onVerified(@Observes BlobVerified file) {
        List<UUID> visits =
                jdbi.withHandle(handle -> VisitQueries.declaring(handle, organisation.requireId(), file.sha256()));
        held.reconsider(OperationKind.VISIT, visits);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void onPublished(@Observes ChecklistPublished checklist) {
        held.release(Need.checklist(checklist.versionId().toString()));
    }

    @Override
    @Transactional
    public Set<String> declaredBy(UUID accountId, Collection<String> sha256) {
        return jdbi.withHandle(handle -> VisitQueries.declaredBy(handle, organisation.requireId(), accountId, sha256));
    }
}
