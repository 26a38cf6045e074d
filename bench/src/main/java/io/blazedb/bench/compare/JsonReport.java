/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.blazedb.bench.workload.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The outcomes as a file for programs: one object for each measurement. */
final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    static void write(Path file, double scale, List<Outcome> outcomes) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("java", System.getProperty("java.runtime.version"));
        root.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("scale", scale);
        ArrayNode array = root.putArray("measurements");
        for (Outcome outcome : outcomes) {
            Measurement measurement = outcome.measurement();
            ObjectNode node = array.addObject();
            node.put("round", outcome.round());
            node.put("workload", outcome.workload().name());
            node.put("peer", outcome.peer().name());
            node.put("operations", measurement.operations());
            node.put("seconds", measurement.seconds());
            node.put("cpuSeconds", measurement.cpuSeconds());
            node.put("checksum", Long.toString(measurement.checksum()));
            measurement.notes().forEach(node::put);
        }
        MAPPER.writeValue(file.toFile(), root);
    }
}
