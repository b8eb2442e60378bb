package io.plumbline.checklist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small documents for tests. */
final class TestChecklists {
    private static final String TWO_SECTIONS = """
            {"schema": 1, "code": "CODE", "title": {"zh-CN": "测试检查表"}, "showScore": true, "sections": [
              {"id": "front", "title": {"zh-CN": "门前"}, "weight": "20", "items": [
                {"id": "sign", "type": "YES_NO", "text": {"zh-CN": "门头完好"}, "points": "5", "factor": "store-service"}]},
              {"id": "hall", "title": {"zh-CN": "厅内"}, "weight": "80", "items": [
                {"id": "queue", "type": "YES_NO", "text": {"zh-CN": "排队"}, "points": "5"},
                {"id": "calmed", "type": "YES_NO", "text": {"zh-CN": "安抚"}, "points": "5",
                 "visibleWhen": {"item": "queue", "is": ["YES"]}}]}]}""";

    private TestChecklists() {}

    static ObjectNode document(String code) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(TWO_SECTIONS.replace("CODE", code));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
