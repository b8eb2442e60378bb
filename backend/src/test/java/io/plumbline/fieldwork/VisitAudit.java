package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.checklist.ChecklistVersion;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.ChecklistLookup;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitFold;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.testing.TestOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Computes from what is stored of visits what else must be there. */
@ApplicationScoped
public class VisitAudit {
    private record Taken(Operation operation, Hlc effective, UUID device) {}

    private static final Set<String> KINDS =
            Arrays.stream(OperationKind.values()).map(OperationKind::wire).collect(Collectors.toSet());

    @Inject
    Jdbi jdbi;

    @Inject
    ChecklistVersions checklists;

    /** Each visit's document is the fold of the operations that took effect, in whatever order they are folded. */
    public void documentsAreFolds(TestOrganisation organisation, List<UUID> visits, Random random) {
        organisation.inTransaction(() -> jdbi.withHandle(handle -> {
            Map<UUID, AssignmentDocument> assignments =
                    AssignmentQueries.documentsOfVisits(handle, organisation.id(), visits);
            VisitQueries.byIds(handle, organisation.id(), visits).forEach((id, facts) -> {
                ChecklistLookup lookup = lookup(facts.checklistVersionId());
                VisitDocument folded = VisitFacts.before(assignments.get(id)).document();
                List<Taken> operations = taken(handle, organisation.id(), id);
                Collections.shuffle(operations, random);
                for (Taken each : operations) {
                    folded = VisitFold.apply(folded, each.operation(), each.effective(), each.device(), lookup)
                            .document();
                }
                assertThat(facts.document())
                        .as("document of visit %s is the fold of %d operations", id, operations.size())
                        .isEqualTo(folded);
            });
            return true;
        }));
    }

    private ChecklistLookup lookup(UUID version) {
        Map<UUID, ChecklistVersion> published = checklists.published(Set.of(version));
        return id -> Optional.ofNullable(published.get(UUID.fromString(id))).map(ChecklistVersion::document);
    }

    private static List<Taken> taken(Handle handle, UUID organisation, UUID visit) {
        return handle.createQuery("""
                        select body::text as body, effective_hlc, device_id from sync_operations
                        where organisation_id = ? and entity_id = ? and status in ('APPLIED', 'SUPERSEDED')""")
                .bind(0, organisation)
                .bind(1, visit)
                .map((row, context) -> new Taken(
                        OperationParser.parse(
                                        Json.read(row.getString("body")),
                                        ProtocolLimits.V1.operationBytes(),
                                        entity -> KINDS)
                                .operation()
                                .orElseThrow(),
                        new Hlc(row.getLong("effective_hlc")),
                        row.getObject("device_id", UUID.class)))
                .collect(Collectors.toList());
    }

    /** The rows of assignments and visits that must be in the feed: revision and body by scope, entity and id. */
    public Map<String, Map<String, JsonNode>> rows(TestOrganisation organisation, List<UUID> visits) {
        return organisation.inTransaction(() -> jdbi.withHandle(handle -> {
            Map<String, Map<String, JsonNode>> rows = new TreeMap<>();
            AssignmentQueries.documentsOfVisits(handle, organisation.id(), visits).values().stream()
                    .map(AssignmentRows::row)
                    .forEach(row -> put(rows, row));
            visits.forEach(
                    visit -> VisitRows.shown(handle, organisation.id(), visit).forEach(row -> put(rows, row)));
            return rows;
        }));
    }

    private static void put(Map<String, Map<String, JsonNode>> rows, RowChange row) {
        rows.computeIfAbsent(row.scope(), scope -> new TreeMap<>())
                .put(row.entity() + "/" + row.id(), Json.read(row.body()));
    }
}
