package io.plumbline.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportsTest {
    private static final String CSV = "text/csv";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final String STAFF = "工号,姓名,用工,单位编码,岗位,岗位奖金,生效日期\n";

    @Inject
    TestOrganisations organisations;

    @Inject
    Units units;

    private TestOrganisation organisation;

    @BeforeEach
    void makeOrganisation() {
        organisation = organisations.create();
    }

    @Test
    void findsAParentThatComesLaterInTheFile() {
        String csv = """
                code,name,type,store_kind,parent_code,from_on,address,latitude,longitude
                ST-10,西区营业厅,营业厅,自营厅,B-10,2026-01-01,"西区, 一号",22.517,113.392
                B-10,西区分公司,BRANCH,,C-01,2026年1月1日,,,
                """;
        post("units", csv.getBytes(StandardCharsets.UTF_8), CSV, "")
                .statusCode(200)
                .body("applied", equalTo(true))
                .body("outcomes.outcome", equalTo(List.of("CREATE", "CREATE")));
        organisation.inTransaction(() -> {
            UnitRef store = units.findByCode("ST-10").orElseThrow();
            assertThat(units.requireDetails(store.id()).address()).isEqualTo("西区, 一号");
            assertThat(units.path(store.id(), LocalDate.of(2026, 1, 1)).stream().map(UnitRef::code))
                    .containsExactly("ST-10", "B-10", "C-01");
            return true;
        });
        post("units", csv.getBytes(StandardCharsets.UTF_8), CSV, "")
                .body("outcomes.outcome", equalTo(List.of("UNCHANGED", "UNCHANGED")));
    }

    @Test
    void movesAUnitThatIsThereFromTheDateInTheRow() {
        String csv = """
                编码,名称,类型,厅别,上级编码,生效日期
                B-11,新区分公司,分公司,,C-01,2025-06-01
                ST-01,东区旗舰厅,营业厅,自营,B-11,2026/6/1
                """;
        post("units", csv.getBytes(StandardCharsets.UTF_8), CSV, "")
                .statusCode(200)
                .body("outcomes.outcome", equalTo(List.of("CREATE", "UPDATE")));
        organisation.inTransaction(() -> {
            assertThat(units.path(organisation.unit("store-1"), LocalDate.of(2026, 5, 31)).stream()
                            .map(UnitRef::code))
                    .containsExactly("ST-01", "B-01", "C-01");
            assertThat(units.path(organisation.unit("store-1"), LocalDate.of(2026, 6, 1)).stream()
                            .map(UnitRef::name))
                    .startsWith("东区旗舰厅", "新区分公司");
            return true;
        });
    }

    @Test
    void appliesNothingWhenARowInTheMiddleIsBad() {
        byte[] csv = (STAFF
                        + "S-10,王一,员工,ST-01,组员,500,2026-01-01\n"
                        + "S-11,王二,员工,NOWHERE,组员,五百,2026-02-30\n"
                        + "S-12,王三,外包,T-01,班长,800.50,2026-01-01\n")
                .getBytes(StandardCharsets.UTF_8);
        post("staff", csv, CSV, "")
                .statusCode(200)
                .body("applied", equalTo(false))
                .body("good", equalTo(2))
                .body("bad", equalTo(1))
                .body("outcomes[1].line", equalTo(3))
                .body("outcomes[1].problems.column", equalTo(List.of("from_on", "position_bonus", "unit_code")))
                .body("outcomes[1].problems[0].value", equalTo("2026-02-30"));
        assertThat(staff()).containsExactly("S-001", "S-002");
        post("staff", csv, CSV, "?dryRun=true&goodRowsOnly=true").body("applied", equalTo(false));
        assertThat(staff()).containsExactly("S-001", "S-002");
        post("staff", csv, CSV, "?goodRowsOnly=true").body("applied", equalTo(true));
        assertThat(staff()).containsExactly("S-001", "S-002", "S-10", "S-12");
    }

    @Test
    void reportsABadRowOfAWorkbookWithItsLine() throws IOException {
        byte[] xlsx = workbook(
                List.of("工号", "姓名", "用工", "单位编码", "岗位", "岗位奖金", "生效日期"),
                List.of(1001, "赵一", "员工", "ST-01", "店长", 1200.5, LocalDate.of(2026, 1, 1)),
                List.of(1002, "赵二", "临时", "ST-01", "组员", -5, LocalDate.of(2026, 1, 1)),
                List.of(1003, "赵三", "外包", "T-01", "组员", 300, "2026-01-01"));
        post("staff", xlsx, XLSX, "?dryRun=true")
                .statusCode(200)
                .body("bad", equalTo(1))
                .body("outcomes[1].line", equalTo(3))
                .body("outcomes[1].problems.column", equalTo(List.of("employment", "position_bonus")));
        post("staff", xlsx, XLSX, "?goodRowsOnly=true").body("applied", equalTo(true));
        organisation
                .as("officer")
                .queryParam("q", "1001")
                .get("/api/staff")
                .then()
                .body("items[0].name", equalTo("赵一"))
                .body("items[0].posting.position", equalTo("STORE_MANAGER"))
                .body("items[0].posting.positionBonus", equalTo(1200.5f))
                .body("items[0].posting.from", equalTo("2026-01-01"));
    }

    @Test
    void readsWhatChineseExcelWrites() {
        String rows = STAFF + "S-20,欧阳锋,员工,ST-01,组员,,2026-01-01\n";
        post("staff", rows.getBytes(Charset.forName("GB18030")), CSV, "").body("applied", equalTo(true));
        post("staff", ("\ufeff" + rows.replace("S-20", "S-21")).getBytes(StandardCharsets.UTF_8), CSV, "")
                .body("applied", equalTo(true));
        post(
                        "staff",
                        ("\ufeff" + rows.replace("S-20", "S-22").replace(',', '\t'))
                                .getBytes(StandardCharsets.UTF_16LE),
                        CSV,
                        "")
                .body("applied", equalTo(true));
        assertThat(organisation
                        .as("officer")
                        .queryParam("q", "欧阳锋")
                        .get("/api/staff")
                        .jsonPath()
                        .getList("items.code"))
                .containsExactly("S-20", "S-21", "S-22");
    }

    @Test
    void refusesTextThatASpreadsheetWouldRun() {
        post("staff", (STAFF + "S-30,=HYPERLINK(\"http://x\"),员工,,,,\n").getBytes(StandardCharsets.UTF_8), CSV, "")
                .body("applied", equalTo(false))
                .body("outcomes[0].problems[0].column", equalTo("name"));
    }

    @Test
    void namesTheCircleAndTheRowsUnderABadParent() {
        String csv = """
                code,name,type,parent_code,from_on
                X-1,一,BRANCH,X-2,2026-01-01
                X-2,二,BRANCH,X-1,2026-01-01
                Y-1,三,PALACE,C-01,2026-01-01
                Y-2,四,TEAM,Y-1,2026-01-01
                Y-3,五,TEAM,Y-3,2026-01-01
                """;
        post("units", csv.getBytes(StandardCharsets.UTF_8), CSV, "")
                .body("bad", equalTo(5))
                .body("outcomes[0].problems[0].message", containsString("circle"))
                .body("outcomes[3].problems[0].message", containsString("line 4"));
    }

    @Test
    void refusesAFileOfAnotherKind() throws IOException {
        byte[] xlsx = workbook(List.of("code"));
        post("staff", xlsx, CSV, "").statusCode(415);
        post("staff", "code,name".getBytes(StandardCharsets.UTF_8), XLSX, "").statusCode(415);
        post("staff", zip(10, 1), XLSX, "").statusCode(415);
        post("staff", new byte[] {'P', 'K', 3, 4, 5, 6, 7}, XLSX, "").statusCode(400);
        post("staff", new byte[] {(byte) 0xff, 0, 1, (byte) 0xff}, CSV, "").statusCode(400);
        post("staff", new byte[0], CSV, "").statusCode(400);
        post("staff", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8), CSV, "")
                .statusCode(400)
                .body("detail", containsString("no column code"));
        post("staff", "x".getBytes(StandardCharsets.UTF_8), "application/pdf", "")
                .statusCode(415);
    }

    @Test
    void refusesAWorkbookThatInflatesWithoutEnd() throws IOException {
        post("staff", zip(1024 * 1024, 80), XLSX, "").statusCode(413).body("code", equalTo("payload-too-large"));
    }

    @Test
    void refusesMoreRowsThanItTakes() {
        String rows = IntStream.rangeClosed(1, 50_001)
                .mapToObj(i -> "S-" + i + ",某人,员工,,,,")
                .collect(Collectors.joining("\n"));
        post("staff", (STAFF + rows).getBytes(StandardCharsets.UTF_8), CSV, "?dryRun=true")
                .statusCode(413)
                .body("unit", equalTo("rows"));
    }

    @Test
    void permitsImportsToTheOfficeAlone() {
        for (String person : List.of("reviewer", "inspector", "installer", "manager", "viewer")) {
            for (String kind : List.of("units", "staff")) {
                organisation
                        .as(person)
                        .contentType(CSV)
                        .body("code,name\n")
                        .post("/api/imports/" + kind)
                        .then()
                        .statusCode(403);
            }
        }
    }

    private List<String> staff() {
        return organisation.as("officer").get("/api/staff").jsonPath().getList("items.code", String.class);
    }

    private ValidatableResponse post(String kind, byte[] file, String type, String query) {
        return RestAssured.given()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(CSV, ContentType.BINARY)
                                .encodeContentTypeAs(XLSX, ContentType.BINARY)
                                .encodeContentTypeAs("application/pdf", ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", "Bearer " + organisation.token("officer"))
                .contentType(type)
                .body(file)
                .post("/api/imports/" + kind + query)
                .then();
    }

    private static byte[] workbook(List<?>... rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("一");
            for (int r = 0; r < rows.length; r++) {
                for (int c = 0; c < rows[r].size(); c++) {
                    Object value = rows[r].get(c);
                    if (value instanceof LocalDate date) {
                        sheet.value(r, c, date);
                        sheet.style(r, c).format("yyyy-mm-dd").set();
                    } else if (value instanceof Number number) {
                        sheet.value(r, c, number);
                    } else {
                        sheet.value(r, c, value.toString());
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    /** A zip file of that many entries of zeros. */
    private static byte[] zip(int size, int entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("entry" + i));
                zip.write(new byte[size]);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
