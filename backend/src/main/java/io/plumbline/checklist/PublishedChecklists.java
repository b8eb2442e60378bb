package io.plumbline.checklist;

import io.plumbline.checklist.ChecklistQueries.StoredVersion;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.checklist.ChecklistParser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Published versions, kept in memory because they never change: only what was read as published is remembered, never an
 * absence, so nothing has to be invalidated. A version published in a transaction that is then rolled back must not be
 * remembered either: publishing does not fill this cache, and a draft's id is of no use to anybody before it is
 * committed.
 */
@ApplicationScoped
class PublishedChecklists implements ChecklistVersions {
    /** Versions in memory; a version of 500 items takes about 1 MB, a usual one a tenth. */
    private static final int CAPACITY = 256;

    private record Key(UUID organisation, UUID version) {}

    /** Least recently used first. */
    private static final class Recent extends LinkedHashMap<Key, ChecklistVersion> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ChecklistVersion> eldest) {
            return size() > CAPACITY;
        }
    }

    private final ChecklistQueries queries;
    private final CurrentOrganisation organisation;
    private final Recent recent = new Recent();

    @Inject
    PublishedChecklists(ChecklistQueries queries, CurrentOrganisation organisation) {
        this.queries = queries;
        this.organisation = organisation;
    }

    @Override
    @Transactional
    public ChecklistVersion requirePublished(UUID versionId) {
        return findPublished(versionId)
                .orElseThrow(() -> queries.versions(List.of(versionId)).isEmpty()
                        ? Problem.notFound("checklist version", versionId)
                        : Problem.of(
                                        ProblemType.STATE_CONFLICT,
                                        "Checklist version " + versionId + " is still a draft.")
                                .with("state", ChecklistState.DRAFT)
                                .with("wanted", ChecklistState.PUBLISHED));
    }

    @Override
    @Transactional
    public Optional<ChecklistVersion> findPublished(UUID versionId) {
        return Optional.ofNullable(published(List.of(versionId)).get(versionId));
    }

    @Override
    @Transactional
    public Map<UUID, ChecklistVersion> published(Collection<UUID> versionIds) {
        UUID owner = organisation.requireId();
        Map<UUID, ChecklistVersion> found = new HashMap<>();
        List<UUID> unknown = new ArrayList<>();
        synchronized (recent) {
            for (UUID id : versionIds) {
                ChecklistVersion known = recent.get(new Key(owner, id));
                if (known == null) {
                    unknown.add(id);
                } else {
                    found.put(id, known);
                }
            }
        }
        if (!unknown.isEmpty()) {
            for (StoredVersion stored : queries.versions(unknown)) {
                if (stored.state() == ChecklistState.PUBLISHED) {
                    found.put(stored.id(), remember(owner, stored));
                }
            }
        }
        return found;
    }

    private ChecklistVersion remember(UUID owner, StoredVersion stored) {
        ChecklistVersion version = new ChecklistVersion(
                stored.id(),
                stored.checklistId(),
                stored.number(),
                ChecklistParser.parse(stored.json()).require(),
                stored.json());
        synchronized (recent) {
            recent.put(new Key(owner, stored.id()), version);
        }
        return version;
    }
}
