package io.plumbline.sync;

import com.fasterxml.jackson.databind.JsonNode;

/** Runs one vector and fails when the implementation says something else. */
interface VectorRunner {
    /** Runs the vector: an object with {@code given}, {@code when} for some topics, and {@code then}. */
    void run(JsonNode vector) throws Exception;
}
