package io.plumbline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.plumbline.checklist.ChecklistService;
import io.plumbline.demo.plan.DemoCalendar;
import io.plumbline.demo.plan.VisitKind;
import io.plumbline.demo.plan.VisitPlanner;
import io.plumbline.fieldwork.NewProgramme;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.fieldwork.Programmes;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import io.plumbline.platform.time.PastTime;
import io.plumbline.ranking.BoardService;
import io.plumbline.ranking.NewBoard;
import io.plumbline.ranking.SubjectType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Publishes the two checklists, and sets up the boards of RNK-1 and a programme per kind and month. */
@ApplicationScoped
class ProgrammeStep {
    private static final int FIRST_HOUR = 9;

    private record BoardPlan(
            String code,
            String zh,
            String en,
            SubjectType subject,
            @Nullable UnitType unit,
            @Nullable StoreKind store,
            VisitKind kind) {}

    private static final List<BoardPlan> BOARDS = List.of(
            new BoardPlan(
                    "stores-own",
                    "自营厅榜",
                    "Own stores",
                    SubjectType.UNIT,
                    UnitType.STORE,
                    StoreKind.OWN,
                    VisitKind.MYSTERY_VISIT),
            new BoardPlan(
                    "stores-franchise",
                    "代办厅榜",
                    "Franchise stores",
                    SubjectType.UNIT,
                    UnitType.STORE,
                    StoreKind.FRANCHISE,
                    VisitKind.MYSTERY_VISIT),
            new BoardPlan(
                    "visits-branch",
                    "分公司暗访榜",
                    "Branches: mystery visits",
                    SubjectType.UNIT,
                    UnitType.BRANCH,
                    null,
                    VisitKind.MYSTERY_VISIT),
            new BoardPlan(
                    "visits-centre",
                    "营销中心暗访榜",
                    "Marketing centres: mystery visits",
                    SubjectType.UNIT,
                    UnitType.MARKETING_CENTRE,
                    null,
                    VisitKind.MYSTERY_VISIT),
            new BoardPlan(
                    "installers-branch",
                    "分公司装维榜",
                    "Branches: installation callbacks",
                    SubjectType.UNIT,
                    UnitType.BRANCH,
                    null,
                    VisitKind.INSTALLER_CALLBACK),
            new BoardPlan(
                    "installers-centre",
                    "营销中心装维榜",
                    "Marketing centres: installation callbacks",
                    SubjectType.UNIT,
                    UnitType.MARKETING_CENTRE,
                    null,
                    VisitKind.INSTALLER_CALLBACK),
            new BoardPlan(
                    "installers-team",
                    "装维班组榜",
                    "Installer teams",
                    SubjectType.UNIT,
                    UnitType.TEAM,
                    null,
                    VisitKind.INSTALLER_CALLBACK),
            new BoardPlan(
                    "installers-person",
                    "装维个人榜",
                    "Installers",
                    SubjectType.STAFF,
                    null,
                    null,
                    VisitKind.INSTALLER_CALLBACK));

    private final ChecklistService checklists;
    private final Programmes programmes;
    private final BoardService boards;
    private final DemoQueries queries;
    private final ObjectMapper mapper;

    @Inject
    ProgrammeStep(
            ChecklistService checklists,
            Programmes programmes,
            BoardService boards,
            DemoQueries queries,
            ObjectMapper mapper) {
        this.checklists = checklists;
        this.programmes = programmes;
        this.boards = boards;
        this.queries = queries;
        this.mapper = mapper;
    }

    void run(DemoContext context) {
        YearMonth first = context.calendar().months().get(0);
        PastTime.<@Nullable Void>at(context.calendar().atMostNow(first.atDay(1), FIRST_HOUR, 0), () -> {
            publishChecklists();
            makeBoards();
            return null;
        });
        context.calendar().months().forEach(month -> makeProgrammes(context.calendar(), month));
    }

    /** The programmes of a month, unless they are there. */
    void makeProgrammes(DemoCalendar calendar, YearMonth month) {
        make(calendar, month, false);
    }

    /** Programmes of a month for what is given beside the plan, unless they are there. */
    void makeSupplements(DemoCalendar calendar, YearMonth month) {
        make(calendar, month, true);
    }

    /** Whether {@link #makeProgrammes} has made those of the month. */
    boolean hasProgrammes(YearMonth month) {
        Set<String> made = queries.programmesByCode().keySet();
        return Arrays.stream(VisitKind.values()).allMatch(kind -> made.contains(VisitPlanner.programme(kind, month)));
    }

    private void make(DemoCalendar calendar, YearMonth month, boolean supplement) {
        Map<String, UUID> versions = queries.publishedChecklistsByCode();
        Map<String, UUID> made = queries.programmesByCode();
        for (VisitKind kind : VisitKind.values()) {
            NewProgramme programme = programme(
                    kind, month, supplement, Objects.requireNonNull(versions.get(kind.checklist()), kind.checklist()));
            if (!made.containsKey(programme.code())) {
                PastTime.at(calendar.atMostNow(month.atDay(1), FIRST_HOUR, 0), () -> programmes.create(programme));
            }
        }
    }

    private void publishChecklists() {
        Map<String, UUID> published = queries.publishedChecklistsByCode();
        for (VisitKind kind : VisitKind.values()) {
            if (!published.containsKey(kind.checklist())) {
                checklists.importAndPublish(document(kind));
            }
        }
    }

    private void makeBoards() {
        Map<String, UUID> made = queries.boardsByCode();
        for (int i = 0; i < BOARDS.size(); i++) {
            BoardPlan board = BOARDS.get(i);
            if (!made.containsKey(board.code())) {
                boards.create(new NewBoard(
                        board.code(),
                        text(board.zh(), board.en()),
                        board.subject(),
                        board.unit(),
                        board.store(),
                        ProgrammeKind.valueOf(board.kind().name()),
                        null,
                        null,
                        null,
                        i + 1));
            }
        }
    }

    private static NewProgramme programme(VisitKind kind, YearMonth month, boolean supplement, UUID version) {
        boolean mystery = kind == VisitKind.MYSTERY_VISIT;
        String code = supplement ? VisitPlanner.supplement(kind, month) : VisitPlanner.programme(kind, month);
        String zh = month.getYear() + "年" + month.getMonthValue() + "月" + (mystery ? "营业厅暗访" : "装机回访");
        String en = (mystery ? "Mystery visits " : "Installation callbacks ") + month;
        if (supplement) {
            zh += "（补充）";
            en += " (supplement)";
        }
        return new NewProgramme(
                code,
                text(zh, en),
                ProgrammeKind.valueOf(kind.name()),
                version,
                month.atDay(1),
                month.atEndOfMonth(),
                false);
    }

    private JsonNode document(VisitKind kind) {
        String name = "/demo/checklists/" + kind.checklist() + ".json";
        try (InputStream json = Objects.requireNonNull(ProgrammeStep.class.getResourceAsStream(name), name)) {
            return mapper.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode text(String zh, String en) {
        return JsonNodeFactory.instance.objectNode().put("zh-CN", zh).put("en", en);
    }
}
