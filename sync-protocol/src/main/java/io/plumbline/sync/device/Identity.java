package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the server knows this storage as.
 *
 * @param lease the last one received
 * @param sequence the last one given to an operation in this incarnation
 * @param acknowledged the highest sequence of this incarnation with a durable receipt
 */
record Identity(String device, int incarnation, String lease, long sequence, long acknowledged) {
    static Identity of(JsonNode json) {
        return new Identity(
                json.path("device").asText(),
                json.path("incarnation").asInt(),
                json.path("lease").asText(),
                json.path("sequence").asLong(),
                json.path("acknowledged").asLong());
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("device", device)
                .put("incarnation", incarnation)
                .put("lease", lease)
                .put("sequence", sequence)
                .put("acknowledged", acknowledged);
    }

    Identity withLease(String next) {
        return new Identity(device, incarnation, next, sequence, acknowledged);
    }

    Identity withSequence(long last) {
        return new Identity(device, incarnation, lease, last, acknowledged);
    }

    Identity withAcknowledged(long highest) {
        return new Identity(device, incarnation, lease, sequence, Math.max(acknowledged, highest));
    }
}
