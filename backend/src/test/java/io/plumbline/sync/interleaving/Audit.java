package io.plumbline.sync.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.fieldwork.VisitAudit;
import io.plumbline.testing.TestOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What must hold when all have come to rest. */
@ApplicationScoped
class Audit {
    private static final Set<String> HAD = Set.of("applied", "superseded", "held", "parked");

    @Inject
    Jdbi jdbi;

    @Inject
    VisitAudit visitAudit;

    void check(
            TestOrganisation organisation,
            List<UUID> visits,
            List<Writer> writers,
            List<Reader> readers,
            Random random) {
        visitAudit.documentsAreFolds(organisation, visits, random);
        feedShowsWhatIs(organisation, visits);
        writers.forEach(Audit::everyOperationHasOneReceipt);
        oneEffectEach(organisation);
        heldWorkWaitsForSomething(organisation);
        readers.forEach(reader -> readerHasTheFeed(organisation, reader));
    }

    /** A row of each assignment and visit, as they are now, for whoever has the assignment now. */
    private void feedShowsWhatIs(TestOrganisation organisation, List<UUID> visits) {
        Map<String, Map<String, JsonNode>> expected = visitAudit.rows(organisation, visits);
        Map<String, Map<String, JsonNode>> found = feed(organisation);
        found.keySet().removeIf(scope -> !scope.startsWith("user:"));
        found.values().forEach(rows -> rows.keySet()
                .removeIf(key -> !key.startsWith("assignment/") && !key.startsWith("visit/")));
        found.values().removeIf(Map::isEmpty);
        assertThat(found).as("feed of assignments and visits").isEqualTo(expected);
    }

    private Map<String, Map<String, JsonNode>> feed(TestOrganisation organisation) {
        Map<String, Map<String, JsonNode>> feed = new TreeMap<>();
        organisation.inTransaction(() -> jdbi.withHandle(handle -> {
            handle.createQuery("select scope, entity || '/' || id as key, body::text as body"
                            + " from sync_rows where organisation_id = ? and op = 'upsert'")
                    .bind(0, organisation.id())
                    .map((row, context) -> feed.computeIfAbsent(row.getString("scope"), scope -> new TreeMap<>())
                            .put(row.getString("key"), Http.read(row.getString("body"))))
                    .list();
            return true;
        }));
        return feed;
    }

    private void readerHasTheFeed(TestOrganisation organisation, Reader reader) {
        Map<String, Map<String, JsonNode>> feed = feed(organisation);
        Map<String, Map<String, JsonNode>> has = new TreeMap<>();
        reader.all().forEach((scope, rows) -> {
            Map<String, JsonNode> bodies = has.computeIfAbsent(scope, each -> new TreeMap<>());
            rows.forEach((key, row) -> bodies.put(key, row.body()));
        });
        feed.keySet().retainAll(reader.permitted());
        assertThat(has).as("rows of a device at rest").isEqualTo(feed);
    }

    /** Whatever was answered first is answered ever after, but that held work may be released. */
    private static void everyOperationHasOneReceipt(Writer writer) {
        JsonNode status = writer.status();
        assertThat(status.path("unknown")).as("operations the server lost").isEmpty();
        Map<String, JsonNode> stored = new TreeMap<>();
        status.path("receipts")
                .forEach(receipt -> stored.put(receipt.path("operation").asText(), receipt));
        writer.receipts().forEach((id, answers) -> {
            Set<String> statuses = new HashSet<>();
            Set<String> times = new HashSet<>();
            int first = 0;
            for (JsonNode receipt : answers) {
                boolean again = receipt.path("status").asText().equals("duplicate");
                first += again ? 0 : 1;
                statuses.add(receipt.path(again ? "original" : "status").asText());
                times.add(receipt.path("effectiveHlc").asText());
            }
            statuses.add(stored.get(id).path("status").asText());
            times.add(stored.get(id).path("effectiveHlc").asText());
            assertThat(HAD).as("statuses of %s: %s", id, answers).containsAll(statuses);
            assertThat(first).as("first receipts of %s: %s", id, answers).isLessThanOrEqualTo(1);
            assertThat(times).as("effective times of %s", id).hasSize(1);
            statuses.remove("held");
            assertThat(statuses.size()).as("statuses of %s: %s", id, answers).isLessThanOrEqualTo(1);
        });
    }

    private void oneEffectEach(TestOrganisation organisation) {
        List<String> twice = organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.createQuery("""
                        select operation_id || ' ' || to_state || ' ' || count(*) from assignment_transitions
                        where organisation_id = ? and operation_id is not null
                        group by operation_id, to_state having count(*) > 1""")
                .bind(0, organisation.id())
                .mapTo(String.class)
                .list()));
        assertThat(twice).as("operations that took effect twice").isEmpty();
    }

    /** Of what is held at rest, the start must be missing: every file is here, and every checklist known. */
    private void heldWorkWaitsForSomething(TestOrganisation organisation) {
        List<String> held = organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.createQuery("""
                        select o.id || ' ' || o.code from sync_operations o
                        left join visits v on v.organisation_id = o.organisation_id and v.id = o.entity_id
                        where o.organisation_id = ? and o.status = 'HELD'
                          and (o.code <> 'dependency-missing' or v.started_at is not null)""")
                .bind(0, organisation.id())
                .mapTo(String.class)
                .list()));
        assertThat(held).as("held without need").isEmpty();
    }
}
