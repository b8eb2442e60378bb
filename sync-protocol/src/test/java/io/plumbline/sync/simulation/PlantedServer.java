package io.plumbline.sync.simulation;

import io.plumbline.sync.merge.Register;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.simulation.ServerState.FeedRow;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Servers with one mistake each. */
enum PlantedServer {
    SEQUENCE_CURSOR(new ServerRules() {
        @Override
        long horizon(long oldestOpen, long nextXid) {
            return nextXid;
        }
    }),
    HORIZON_OF_ANOTHER_STATEMENT(new ServerRules() {
        @Override
        boolean readsHorizonLater() {
            return true;
        }
    }),
    NEWER_WINS(new ServerRules() {
        @Override
        boolean stamps(FeedRow known, long xid) {
            return known.xid() <= xid;
        }
    }),
    PAGE_EDGE(new ServerRules() {
        @Override
        boolean isPast(FeedRow row, Position position) {
            return position.seq() == 0 ? row.xid() >= position.xid() : row.xid() > position.xid();
        }
    }),
    LATE_ANCESTOR_BECOMES_HEAD(new ServerRules() {
        @Override
        VisitDocument toFold(VisitDocument document) {
            return new VisitDocument(
                    document.id(),
                    document.assignment(),
                    document.checklist(),
                    document.started(),
                    forgetful(document.answers()),
                    forgetful(document.notes()),
                    document.photos(),
                    document.attempts());
        }

        private SortedMap<String, Register> forgetful(SortedMap<String, Register> registers) {
            TreeMap<String, Register> without = new TreeMap<>();
            registers.forEach((key, register) -> without.put(key, new Register(register.heads(), new TreeSet<>())));
            return without;
        }
    }),
    EFFECT_BEFORE_LOOKUP(new ServerRules() {
        @Override
        boolean looksUpFirst() {
            return false;
        }
    }),
    COLLECTS_WITHOUT_A_FLOOR(new ServerRules() {
        @Override
        boolean raisesFloors() {
            return false;
        }
    }),
    ACKNOWLEDGES_BEFORE_COMMIT(new ServerRules() {
        @Override
        boolean answersBeforeCommit() {
            return true;
        }
    }),
    LEASES_IGNORED(new ServerRules() {
        @Override
        boolean checksLeases() {
            return false;
        }
    }),
    OPEN_BATCH_KEEPS_ITS_LEASE(new ServerRules() {
        @Override
        boolean movesTheLeaseOfAnOpenBatch() {
            return false;
        }
    }),
    QUESTION_KEEPS_THE_LEASE(new ServerRules() {
        @Override
        boolean movesTheLeaseOfAQuestion() {
            return false;
        }
    }),
    RUNS_IGNORED(new ServerRules() {
        @Override
        boolean checksRuns() {
            return false;
        }
    }),
    RELEASES_NOTHING(new ServerRules() {
        @Override
        boolean releasesHeld() {
            return false;
        }
    }),
    EFFECTIVE_TIME_AT_EVERY_REPLAY(new ServerRules() {
        @Override
        boolean keepsEffectiveTimes() {
            return false;
        }
    });

    @SuppressWarnings("ImmutableEnumChecker") // decisions without a state
    final ServerRules rules;

    PlantedServer(ServerRules rules) {
        this.rules = rules;
    }
}
