package io.plumbline.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.checklist.ChecklistQueries.StoredVersion;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.Problem.FieldError;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.checklist.ChecklistParser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Import, replacement and publication of checklist versions (CHK-6, CHK-7). */
@ApplicationScoped
public class ChecklistService {
    private static final String SCHEMA = "/io/plumbline/sync/checklist.schema.json";

    private final ChecklistQueries queries;
    private final SyncFeed feed;
    private final Event<ChecklistPublished> published;
    private final CurrentAccount account;
    private final Clock clock;

    @Inject
    ChecklistService(
            ChecklistQueries queries,
            SyncFeed feed,
            Event<ChecklistPublished> published,
            CurrentAccount account,
            Clock clock) {
        this.queries = queries;
        this.feed = feed;
        this.published = published;
        this.account = account;
        this.clock = clock;
    }

    /** Imports and publishes in the name of nobody: for loaders that run outside a request. */
    @Transactional
    public UUID importAndPublish(JsonNode document) {
        UUID version = store(document, null).versionId();
        publish(version, null);
        return version;
    }

    @Transactional
    ChecklistViews.Stored importDocument(JsonNode document) {
        return store(document, account.id());
    }

    @Transactional
    ChecklistViews.Stored replace(UUID id, JsonNode document) {
        StoredVersion draft = requireDraft(id, "a draft to replace");
        JsonNode numbered = numbered(document, draft.number());
        requireValid(numbered);
        if (!numbered.path("code").asText().equals(draft.code())) {
            throw invalid(List.of(new FieldError("/code", "code-fixed", "this checklist's code is " + draft.code())));
        }
        queries.replaceDraft(id, numbered);
        return new ChecklistViews.Stored(draft.checklistId(), id, draft.number(), ChecklistState.DRAFT);
    }

    @Transactional
    ChecklistViews.Stored publish(UUID id) {
        return publish(id, account.id());
    }

    @Transactional
    List<ChecklistViews.Summary> list() {
        return queries.list();
    }

    @Transactional
    ChecklistViews.Version version(UUID id) {
        return queries.versions(List.of(id)).stream()
                .findFirst()
                .map(found -> new ChecklistViews.Version(found.id(), found.number(), found.state(), found.json()))
                .orElseThrow(() -> Problem.notFound("checklist version", id));
    }

    byte[] schema() {
        try (@Nullable InputStream schema = ChecklistParser.class.getResourceAsStream(SCHEMA)) {
            if (schema == null) {
                throw new IllegalStateException(SCHEMA + " is not on the class path");
            }
            return schema.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private ChecklistViews.Stored store(JsonNode document, @Nullable UUID by) {
        requireValid(numbered(document, 1));
        UUID checklist =
                queries.lockByCode(Ids.next(), document.path("code").asText(), document.path("title"), clock.instant());
        int number = queries.nextNumber(checklist);
        UUID version = Ids.next();
        queries.insertDraft(version, checklist, number, numbered(document, number), clock.instant(), by);
        return new ChecklistViews.Stored(checklist, version, number, ChecklistState.DRAFT);
    }

    private ChecklistViews.Stored publish(UUID id, @Nullable UUID by) {
        StoredVersion draft = requireDraft(id, "a draft to publish");
        requireValid(draft.json());
        queries.publish(draft, clock.instant(), by);
        ObjectNode body = draft.json().deepCopy();
        body.put("versionId", id.toString());
        feed.publish(List.of(
                RowChange.upsert(RowChange.checklistScope(id), "checklist", id, draft.number(), body.toString())));
        published.fire(new ChecklistPublished(id));
        return new ChecklistViews.Stored(draft.checklistId(), id, draft.number(), ChecklistState.PUBLISHED);
    }

    private StoredVersion requireDraft(UUID id, String wanted) {
        StoredVersion version = queries.lockVersion(id).orElseThrow(() -> Problem.notFound("checklist version", id));
        if (version.state() != ChecklistState.DRAFT) {
            throw Problem.of(
                            ProblemType.STATE_CONFLICT,
                            "A published checklist version never changes; import a new one.")
                    .with("state", version.state())
                    .with("wanted", wanted);
        }
        return version;
    }

    /** Numbers are given by the server, so whatever the author wrote is replaced. */
    private static JsonNode numbered(@Nullable JsonNode document, int number) {
        if (!(document instanceof ObjectNode object)) {
            throw invalid(List.of(new FieldError("", "wrong-type", "a checklist document is a JSON object")));
        }
        return object.deepCopy().put("version", number);
    }

    private static void requireValid(JsonNode document) {
        ChecklistParser.Result result = ChecklistParser.parse(document);
        if (!result.errors().isEmpty()) {
            throw invalid(result.errors().stream()
                    .map(error -> new FieldError(error.path(), error.code(), error.message()))
                    .toList());
        }
    }

    private static Problem invalid(List<FieldError> errors) {
        return Problem.of(ProblemType.CHECKLIST_INVALID, "The document has " + errors.size() + " error(s).")
                .errors(errors);
    }
}
