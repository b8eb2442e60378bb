package io.plumbline.fieldwork;

import static org.hamcrest.Matchers.lessThan;

import io.plumbline.testing.TestOrganisation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A checklist, a programme and assignments of one organisation, made through the API. */
public final class TestFieldwork {
    /** One assignment as its assignee needs it. */
    public record Task(String assignment, String visit, String checklist) {}

    private static final String CHECKLIST = """
            {"schema": 1, "code": "field-test", "title": {"zh-CN": "测试"}, "showScore": true, "sections": [
              {"id": "hall", "title": {"zh-CN": "厅内"}, "weight": "100", "items": [
                {"id": "clean", "type": "YES_NO", "text": {"zh-CN": "整洁"}, "points": "5", "allowNa": true},
                {"id": "smile", "type": "YES_NO", "text": {"zh-CN": "微笑"}, "points": "5"},
                {"id": "remark", "type": "TEXT", "text": {"zh-CN": "说明"}, "required": false},
                {"id": "front", "type": "PHOTO", "text": {"zh-CN": "门头"}, "required": %s}]}]}""";

    private final TestOrganisation organisation;
    private final String checklist;
    private final String programme;

    public TestFieldwork(TestOrganisation organisation) {
        this(organisation, false);
    }

    /** @param photoRequired whether the storefront's photo must be there */
    public TestFieldwork(TestOrganisation organisation, boolean photoRequired) {
        this(organisation, photoRequired, "MYSTERY_VISIT", null);
    }

    /** @param kind of the programme */
    public TestFieldwork(TestOrganisation organisation, boolean photoRequired, String kind) {
        this(organisation, photoRequired, kind, null);
    }

    /** @param showPrevious null says nothing of it */
    TestFieldwork(TestOrganisation organisation, boolean photoRequired, String kind, @Nullable Boolean showPrevious) {
        this.organisation = organisation;
        this.checklist = organisation
                .as("officer")
                .body(CHECKLIST.formatted(photoRequired))
                .post("/api/checklists")
                .then()
                .statusCode(201)
                .extract()
                .path("versionId");
        organisation
                .as("officer")
                .post("/api/checklists/versions/" + checklist + "/publish")
                .then()
                .statusCode(lessThan(300));
        JsonObject wanted = new JsonObject()
                .put("code", "P-1")
                .put("name", new JsonObject().put("zh-CN", "神秘顾客"))
                .put("kind", kind)
                .put("checklistVersion", checklist)
                .put("startsOn", "2026-01-01")
                .put("endsOn", "2027-12-31");
        if (showPrevious != null) {
            wanted.put("showPrevious", showPrevious);
        }
        this.programme = organisation
                .as("officer")
                .body(wanted.encode())
                .post("/api/programmes")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public Task assign(String assignee) {
        return assign(assignee, 1).get(0);
    }

    /** A callback about the installer's work. */
    public Task callback(String assignee, JsonObject serviceEvent) {
        return assign(List.of(assignment(assignee)
                        .put("unit", organisation.unit("team").toString())
                        .put("subjectStaff", organisation.staff("installer").toString())
                        .put("serviceEvent", serviceEvent)))
                .get(0);
    }

    public List<Task> assign(String assignee, int count) {
        List<JsonObject> wanted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wanted.add(assignment(assignee));
        }
        return assign(wanted);
    }

    private JsonObject assignment(String assignee) {
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        return new JsonObject()
                .put("programme", programme)
                .put("unit", organisation.unit("store-1").toString())
                .put("assignee", organisation.person(assignee).id().toString())
                .put("windowFrom", today.minusDays(3).toString())
                .put("windowTo", today.plusDays(3).toString());
    }

    private List<Task> assign(List<JsonObject> wanted) {
        JsonArray assignments = new JsonArray(wanted);
        List<Map<String, String>> created = organisation
                .as("officer")
                .body(new JsonObject().put("assignments", assignments).encode())
                .post("/api/assignments")
                .then()
                .statusCode(201)
                .extract()
                .path("items");
        List<Task> tasks = new ArrayList<>();
        created.forEach(each -> tasks.add(new Task(each.get("id"), each.get("visit"), checklist)));
        return tasks;
    }

    /** A small picture that no other call makes. */
    public static byte[] picture() {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 48; y++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
