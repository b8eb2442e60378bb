package io.plumbline.organisation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The columns of an imported table, in any order; headers may be in English or Chinese.
 *
 * @param chinese the Chinese header of each column, in the same order
 * @param required those without which a file is refused
 */
record ImportColumns(List<String> names, List<String> chinese, List<String> required) {
    static final ImportColumns UNITS = new ImportColumns(
            List.of("code", "name", "type", "store_kind", "parent_code", "from_on", "address", "latitude", "longitude"),
            List.of("编码", "名称", "类型", "厅别", "上级编码", "生效日期", "地址", "纬度", "经度"),
            List.of("code", "name"));
    static final ImportColumns STAFF = new ImportColumns(
            List.of("code", "name", "employment", "unit_code", "position", "position_bonus", "from_on"),
            List.of("工号", "姓名", "用工", "单位编码", "岗位", "岗位奖金", "生效日期"),
            List.of("code", "name"));

    Map<String, String> aliases() {
        Map<String, String> aliases = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            aliases.put(names.get(i).toUpperCase(Locale.ROOT), names.get(i));
            aliases.put(chinese.get(i), names.get(i));
        }
        return aliases;
    }
}
