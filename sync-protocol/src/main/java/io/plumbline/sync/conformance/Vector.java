package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A vector as the files have it.
 *
 * @param file what else the topic's file says
 * @param when missing where the topic has none
 */
record Vector(String topic, String name, String why, JsonNode file, JsonNode given, JsonNode when, JsonNode then) {}
