package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.fieldwork.AssignmentQueries.Filter;
import io.plumbline.fieldwork.AssignmentQueries.Transition;
import io.plumbline.identity.Accounts;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.merge.VisitState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Assignments as the office reads them. */
@ApplicationScoped
class AssignmentViews {
    record Person(UUID id, String displayName) {}

    record View(
            UUID id,
            AssignmentDocument.Programme programme,
            UUID checklist,
            AssignmentDocument.Unit unit,
            AssignmentDocument.@Nullable Person subjectStaff,
            @Nullable JsonNode serviceEvent,
            Person assignee,
            LocalDate windowFrom,
            LocalDate windowTo,
            VisitState state,
            UUID visit,
            @Nullable LocalDate serviceOn,
            int revision) {}

    record TransitionView(
            @Nullable VisitState from,
            VisitState to,
            Instant at,
            @Nullable Instant deviceAt,
            @Nullable Person actor,
            @Nullable UUID device,
            @Nullable String reason) {}

    record Detail(View assignment, List<TransitionView> transitions) {}

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final Accounts accounts;

    @Inject
    AssignmentViews(Jdbi jdbi, CurrentOrganisation organisation, Accounts accounts) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.accounts = accounts;
    }

    @Transactional
    Page<View> list(Filter filter) {
        int size = filter.limit();
        Filter oneMore = new Filter(filter.programme(), filter.state(), filter.assignee(), filter.after(), size + 1);
        List<AssignmentDocument> read =
                jdbi.withHandle(handle -> AssignmentQueries.list(handle, organisation.requireId(), oneMore));
        Map<UUID, String> names = accounts.displayNames(
                read.stream().map(AssignmentDocument::assigneeId).distinct().toList());
        List<View> views = read.stream().map(document -> view(document, names)).toList();
        return Page.of(views, size, view -> view.id().toString());
    }

    @Transactional
    Detail require(UUID id) {
        UUID organisationId = organisation.requireId();
        return jdbi.withHandle(handle -> {
            AssignmentDocument document = AssignmentQueries.find(handle, organisationId, id)
                    .orElseThrow(() -> Problem.notFound("assignment", id));
            List<Transition> transitions = AssignmentQueries.transitions(handle, organisationId, id);
            Map<UUID, String> names = accounts.displayNames(people(document, transitions));
            return new Detail(view(document, names), transitionViews(transitions, names));
        });
    }

    static Collection<UUID> people(AssignmentDocument document, List<Transition> transitions) {
        Set<UUID> people = new HashSet<>();
        people.add(document.assigneeId());
        transitions.forEach(transition -> {
            if (transition.actorId() != null) {
                people.add(transition.actorId());
            }
        });
        return people;
    }

    static List<TransitionView> transitionViews(List<Transition> transitions, Map<UUID, String> names) {
        return transitions.stream()
                .map(each -> new TransitionView(
                        each.from(),
                        each.to(),
                        each.at(),
                        each.deviceAt(),
                        each.actorId() == null ? null : person(each.actorId(), names),
                        each.deviceId(),
                        each.reason()))
                .toList();
    }

    static Person person(UUID id, Map<UUID, String> names) {
        return new Person(id, names.getOrDefault(id, ""));
    }

    private static View view(AssignmentDocument document, Map<UUID, String> names) {
        return new View(
                document.id(),
                document.programme(),
                document.checklist(),
                document.unit(),
                document.subjectStaff(),
                CustomerContact.masked(document.serviceEvent()),
                person(document.assigneeId(), names),
                document.windowFrom(),
                document.windowTo(),
                document.state(),
                document.visit(),
                document.serviceOn(),
                document.revision());
    }
}
