package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.EntityOperations;
import io.plumbline.sync.OperationOutcome;
import io.plumbline.sync.OperationStatus;
import io.plumbline.sync.PushContext;
import io.plumbline.sync.SyncOperation;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Completeness;
import io.plumbline.sync.checklist.Evaluation;
import io.plumbline.sync.checklist.Missing;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.ChecklistLookup;
import io.plumbline.sync.merge.Collected;
import io.plumbline.sync.merge.FoldOutcome;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitFold;
import io.plumbline.sync.merge.VisitState;
import io.plumbline.sync.merge.VisitStates;
import io.plumbline.sync.merge.VisitStates.Asker;
import io.plumbline.sync.message.Need;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.OperationKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of one push do to one visit. First content is folded, then, when it is known which files are
 * here, requests for a change of state are decided. No SQL.
 */
final class VisitWork {
    static final int MAX_MEDIA = 200;
    static final int MAX_ATTEMPTS = 50;

    /** Somebody's right to write: theirs now, theirs when they wrote, or never. */
    enum Standing {
        ASSIGNEE,
        FORMER,
        NONE
    }

    private record Request(SyncOperation operation, Operation parsed) {}

    private final AssignmentDocument assignment;
    private final VisitFacts before;
    private final ChecklistLookup checklists;
    private final Map<UUID, OperationOutcome> outcomes = new HashMap<>();
    private final Map<UUID, String> mediaOf = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final boolean asksAgain;
    private final PushContext context;
    private final CallbackRules callback;
    private VisitDocument document;
    private VisitState state;
    private boolean late;
    private boolean removesPhotos;
    private @Nullable Instant submittedAt;
    private @Nullable ScoreResult score;
    private @Nullable SyncOperation started;
    private @Nullable SyncOperation submitted;

    VisitWork(
            AssignmentDocument assignment,
            VisitFacts before,
            ChecklistLookup checklists,
            EntityOperations group,
            PushContext context,
            CallbackRules callback) {
        this.context = context;
        this.callback = callback;
        this.assignment = assignment;
        this.before = before;
        this.checklists = checklists;
        this.document = before.document();
        this.state = assignment.state();
        this.late = before.late();
        this.submittedAt = before.submittedAt();
        this.asksAgain = before.submittedAt() != null
                || group.held().stream().anyMatch(each -> each.kind().equals(OperationKind.STATUS_REQUEST.wire()));
    }

    void fold(SyncOperation operation, Standing standing) {
        Operation parsed = operation.operation();
        if (standing == Standing.NONE) {
            park(operation, OperationCode.NOT_ASSIGNED, "The visit belongs to somebody else's assignment.", "/actor");
            return;
        }
        boolean cancelled = state == VisitState.CANCELLED && wroteBefore(parsed);
        if (!cancelled && !VisitStates.takesContent(state)) {
            park(operation, OperationCode.STATUS_CONFLICT, "The visit is " + state + ".", null);
            return;
        }
        boolean addsPhoto = parsed.kind().equals(OperationKind.PHOTO_ADD.wire());
        if (addsPhoto && document.photos().shown().size() >= MAX_MEDIA) {
            park(operation, OperationCode.VALIDATION, "A visit has at most " + MAX_MEDIA + " files.", "/photo");
            return;
        }
        boolean addsAttempt = parsed.kind().equals(OperationKind.CALLBACK_ATTEMPT.wire());
        if (addsAttempt && document.attempts().size() >= MAX_ATTEMPTS) {
            park(operation, OperationCode.VALIDATION, "A visit has at most " + MAX_ATTEMPTS + " attempts.", "/attempt");
            return;
        }
        Hlc effective = operation.effectiveHlc();
        VisitFold.Result result = VisitFold.apply(document, parsed, effective, operation.deviceId(), checklists);
        document = result.document();
        take(operation, parsed, result.outcome(), standing);
    }

    private void take(SyncOperation operation, Operation parsed, FoldOutcome outcome, Standing standing) {
        switch (outcome.effect()) {
            case APPLIED, SUPERSEDED -> {
                begin(operation);
                OperationOutcome done = outcome.effect() == FoldOutcome.Effect.APPLIED
                        ? OperationOutcome.applied()
                        : OperationOutcome.superseded();
                done = done.withConflicts(outcome.conflicts());
                if (standing == Standing.FORMER) {
                    done = done.withCode(
                            OperationCode.OFF_SCOPE, "Written before the assignment was given to somebody else.");
                }
                if (state == VisitState.CANCELLED) {
                    done = done.withCode(
                            OperationCode.AFTER_CANCEL,
                            "Written before the cancellation was known; it stays cancelled.");
                }
                outcomes.put(operation.id(), done);
                if (parsed.kind().equals(OperationKind.PHOTO_ADD.wire())) {
                    mediaOf.put(
                            operation.id(),
                            operation.body().path("photo").path("sha256").asText());
                }
                removesPhotos |= parsed.kind().equals(OperationKind.PHOTO_REMOVE.wire());
            }
            case HELD -> {
                if (context.forces(operation)) {
                    park(operation, code(outcome), detail(outcome) + " It waited for five days.", outcome.pointer());
                } else {
                    outcomes.put(
                            operation.id(), OperationOutcome.held(code(outcome), detail(outcome), outcome.needs()));
                }
            }
            case PARKED -> park(operation, code(outcome), detail(outcome), outcome.pointer());
            case REQUEST -> {
                if (standing == Standing.FORMER) {
                    park(operation, OperationCode.NOT_ASSIGNED, "The assignment was given to somebody else.", null);
                } else {
                    requests.add(new Request(operation, parsed));
                }
            }
        }
    }

    /** The author did not know yet what became of the assignment. */
    private boolean wroteBefore(Operation parsed) {
        return parsed.known().getOrDefault("assignment", Long.MAX_VALUE) < assignment.revision();
    }

    /** The first content begins the work. */
    private void begin(SyncOperation operation) {
        if (state == VisitState.ASSIGNED) {
            state = VisitState.IN_PROGRESS;
            started = operation;
        }
    }

    /** Files the visit declares. */
    Set<String> media() {
        return VisitQueries.media(document);
    }

    /** The month that a submission arriving now would belong to, if one does. */
    Optional<YearMonth> month(ZoneId zone) {
        return requests.isEmpty() ? Optional.empty() : document.serviceOn(zone).map(YearMonth::from);
    }

    void decide(Set<String> verified, Set<YearMonth> closedMonths, ZoneId zone) {
        for (Request request : requests) {
            if (!asksAgain) {
                late = month(zone).filter(closedMonths::contains).isPresent();
            }
            outcomes.put(request.operation().id(), decide(request, verified, zone));
        }
        mediaOf.forEach((id, sha256) -> {
            if (!verified.contains(sha256)) {
                outcomes.computeIfPresent(id, (same, outcome) -> outcome.withMediaMissing(List.of(sha256)));
            }
        });
        Set<UUID> open = document.openConflicts().keySet();
        outcomes.replaceAll((id, outcome) -> outcome.conflicts().isEmpty()
                ? outcome
                : outcome.withConflicts(
                        outcome.conflicts().stream().filter(open::contains).toList()));
    }

    private OperationOutcome decide(Request request, Set<String> verified, ZoneId zone) {
        switch (VisitStates.decide(state, VisitState.SUBMITTED, Asker.ASSIGNEE)) {
            case ALREADY -> {
                return OperationOutcome.applied().withDetail("The visit was submitted already.");
            }
            case ILLEGAL, NOT_PERMITTED -> {
                return OperationOutcome.parked(OperationCode.STATUS_CONFLICT, "The visit is " + state + ".", "/to");
            }
            case ALLOWED -> {}
        }
        long known = request.parsed().known().getOrDefault("assignment", Long.MAX_VALUE);
        if (state == VisitState.RETURNED && known < assignment.revision()) {
            return OperationOutcome.parked(OperationCode.STATUS_CONFLICT, "The visit was returned meanwhile.", "/to");
        }
        Optional<ChecklistDocument> checklist = checklists.find(document.checklist());
        if (checklist.isEmpty()) {
            return OperationOutcome.held(
                    OperationCode.CHECKLIST_UNKNOWN,
                    "This checklist version is not known yet.",
                    List.of(Need.checklist(document.checklist())));
        }
        if (document.started() == null) {
            String detail = "The start of the visit did not arrive yet.";
            return context.forces(request.operation())
                    ? OperationOutcome.parked(OperationCode.DEPENDENCY_MISSING, detail)
                    : OperationOutcome.held(OperationCode.DEPENDENCY_MISSING, detail, List.of());
        }
        return complete(request, checklist.get(), verified, zone);
    }

    private OperationOutcome complete(Request request, ChecklistDocument checklist, Set<String> verified, ZoneId zone) {
        Evaluation evaluation = Evaluation.of(checklist, document.content());
        List<Missing> missing = Completeness.missing(evaluation);
        if (!missing.isEmpty() && !callback.excusesAnswers(document, zone)) {
            String items = missing.stream()
                    .map(each -> each.item() + " (" + each.kind() + " " + each.have() + " of " + each.needed() + ")")
                    .collect(Collectors.joining(", "));
            return OperationOutcome.parked(
                    OperationCode.VALIDATION,
                    "Missing: " + items,
                    "/answers/" + missing.get(0).item());
        }
        List<Need> needs = media().stream()
                .filter(sha256 -> !verified.contains(sha256))
                .map(Need::media)
                .toList();
        boolean forced = !needs.isEmpty() && context.forces(request.operation());
        if (!needs.isEmpty() && !forced) {
            return OperationOutcome.held(
                    OperationCode.MEDIA_INCOMPLETE,
                    needs.size() + " of " + media().size() + " files did not arrive yet.",
                    needs);
        }
        state = VisitState.SUBMITTED;
        submitted = request.operation();
        submittedAt = request.operation().receivedAt();
        score = callback.score(document, checklist, evaluation, zone);
        return forced
                ? OperationOutcome.applied()
                        .withCode(
                                OperationCode.FORCED, needs.size() + " of " + media().size() + " files never arrived.")
                : noted(request, score);
    }

    /** The device computes the score to show it; the server's stands. */
    private static OperationOutcome noted(Request request, ScoreResult result) {
        JsonNode shown = request.operation().body().path("score");
        String device = shown.isTextual() ? shown.textValue() : null;
        if (device == null || device.equals(result.score())) {
            return OperationOutcome.applied();
        }
        return OperationOutcome.applied()
                .withDetail("The device showed the score " + device + ", the record has " + result.score() + ".");
    }

    boolean changed() {
        return !document.equals(before.document()) || state != before.state() || late != before.late();
    }

    VisitFacts after(ZoneId zone) {
        LocalDate serviceOn = document.serviceOn(zone).orElse(null);
        ScoreResult result = state == VisitState.SUBMITTED ? score(zone) : before.result();
        return new VisitFacts(
                before.id(),
                before.assignmentId(),
                before.checklistVersionId(),
                before.unitId(),
                before.subjectStaffId(),
                state == VisitState.ASSIGNED ? VisitState.IN_PROGRESS : state,
                document.startedAt().orElse(null),
                serviceOn,
                submittedAt,
                late,
                document,
                result,
                collected(),
                before.revision() + 1);
    }

    /** Scored once: all content is folded before anything is decided. */
    private ScoreResult score(ZoneId zone) {
        if (score != null) {
            return score;
        }
        ChecklistDocument checklist = checklists.find(document.checklist()).orElseThrow();
        return callback.score(document, checklist, Evaluation.of(checklist, document.content()), zone);
    }

    private @Nullable Collected collected() {
        boolean everSubmitted = submittedAt != null;
        return everSubmitted ? callback.collected(document, submitted == null ? before.collected() : null) : null;
    }

    AssignmentDocument assignment() {
        return assignment;
    }

    VisitFacts before() {
        return before;
    }

    VisitState state() {
        return state;
    }

    boolean removesPhotos() {
        return removesPhotos;
    }

    /** The operation that began the work now, if one did. */
    Optional<SyncOperation> started() {
        return Optional.ofNullable(started);
    }

    /** The operation that submitted the visit now, if one did. */
    Optional<SyncOperation> submitted() {
        return Optional.ofNullable(submitted);
    }

    /** Outcomes of new operations, and of held ones that are held no longer or for something else. */
    Map<UUID, OperationOutcome> outcomes(EntityOperations group) {
        Map<UUID, OperationOutcome> told = new HashMap<>(outcomes);
        for (SyncOperation held : group.held()) {
            OperationOutcome outcome = told.get(held.id());
            if (outcome != null
                    && outcome.status() == OperationStatus.HELD
                    && group.fresh().isEmpty()) {
                told.remove(held.id());
            }
        }
        return told;
    }

    private void park(SyncOperation operation, OperationCode code, String detail, @Nullable String pointer) {
        outcomes.put(operation.id(), OperationOutcome.parked(code, detail, pointer));
    }

    private static OperationCode code(FoldOutcome outcome) {
        return outcome.code() == null ? OperationCode.VALIDATION : outcome.code();
    }

    private static String detail(FoldOutcome outcome) {
        return outcome.detail() == null ? "" : outcome.detail();
    }
}
