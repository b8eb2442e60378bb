package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas that are shipped with the library, by the name of their message. */
public final class Schemas {
    private static final String PREFIX = "urn:plumbline:sync:v1:";
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaMappers(mappers -> mappers.mappings(
                    urn -> urn.startsWith(PREFIX),
                    urn -> "classpath:io/plumbline/sync/schema/" + urn.substring(PREFIX.length()) + ".schema.json")));
    private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

    private Schemas() {}

    /** What is wrong with a message; nothing when it is as it should be. */
    public static List<String> errors(String message, JsonNode json) {
        JsonSchema schema = KNOWN.computeIfAbsent(message, name -> FACTORY.getSchema(SchemaLocation.of(PREFIX + name)));
        return schema.validate(json).stream().map(ValidationMessage::getMessage).toList();
    }
}
