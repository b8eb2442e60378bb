package io.plumbline.sync.conformance.tablets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.sync.conformance.tablets.Findings.Kind;
import io.plumbline.sync.conformance.tablets.Ledger.Entry;
import io.plumbline.sync.conformance.tablets.Ledger.What;
import io.plumbline.sync.conformance.tablets.Wire.Sent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisitAuditTest {
    private final List<Sent> operations = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    private void answers(int tablet, String id, String value, String base) throws JsonProcessingException {
        String json = "{'kind':'answers.set','answers':{'words-1':{'value':'%s','base':[%s]}}}";
        operations.add(new Sent(id, tablet, "v", "answers.set", json(json.formatted(value, base))));
        entries.add(new Entry(entries.size(), tablet, "v", What.ANSWER, "words-1", TextNode.valueOf(value)));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Office.JSON.readTree(text.replace('\'', '"'));
    }

    private Findings check(String field, String transitions) throws JsonProcessingException {
        Findings findings = new Findings();
        JsonNode detail = json(
                "{'state':'SUBMITTED','transitions':[%s],'document':{'answers':{%s}}}".formatted(transitions, field));
        // There is no photo, so nobody asks the office for one.
        new VisitAudit(findings, null, "v", detail, operations, entries).check();
        return findings;
    }

    private static String field(String op, String value) {
        return "'words-1':{'value':'%s','op':'%s'}".formatted(value, op);
    }

    @Test
    void findsNothingWhenTheLastWordStands() throws JsonProcessingException {
        answers(1, "a", "one", "");
        answers(1, "b", "two", "'a'");

        Findings findings = check(field("b", "two"), "");

        assertThat(findings.isEmpty()).isTrue();
        assertThat(findings.inEffect).isEqualTo(1);
        assertThat(findings.replaced).isEqualTo(1);
    }

    @Test
    void findsAnAcknowledgedOperationWithoutEffect() throws JsonProcessingException {
        answers(1, "a", "one", "");
        answers(2, "b", "two", "");

        assertThat(check(field("b", "two"), "").of(Kind.LOST))
                .singleElement()
                .asString()
                .contains("a has no effect");
    }

    @Test
    void findsAReplacedOperationThatCameBack() throws JsonProcessingException {
        answers(1, "a", "one", "");
        answers(1, "b", "two", "'a'");
        String both = "'words-1':{'value':'two','op':'b','heads':[{'op':'a','value':'one'},{'op':'b','value':'two'}]}";

        assertThat(check(both, "").of(Kind.DOUBLED)).singleElement().asString().contains("a, which was replaced");
    }

    @Test
    void findsAnotherValueThanWasWritten() throws JsonProcessingException {
        answers(1, "a", "one", "");

        assertThat(check(field("a", "two"), "").of(Kind.CHANGED)).hasSize(2);
    }

    @Test
    void findsWhatWasWrittenAndNeverSent() throws JsonProcessingException {
        entries.add(new Entry(0, 1, "v", What.ANSWER, "words-1", TextNode.valueOf("one")));

        assertThat(check("", "").of(Kind.LOST)).singleElement().asString().contains("\"one\"");
    }

    @Test
    void findsAVisitThatWasSubmittedTwice() throws JsonProcessingException {
        operations.add(new Sent("s", 1, "v", "status.request", json("{'kind':'status.request'}")));
        entries.add(new Entry(0, 1, "v", What.SUBMISSION, "", NullNode.getInstance()));

        assertThat(check("", "{'to':'SUBMITTED'}").isEmpty()).isTrue();
        assertThat(check("", "{'to':'SUBMITTED'},{'to':'SUBMITTED'}").of(Kind.DOUBLED))
                .hasSize(1);
        assertThat(check("", "").of(Kind.LOST)).hasSize(1);
    }
}
