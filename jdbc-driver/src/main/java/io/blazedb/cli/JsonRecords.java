/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON array of objects, or objects one after the other (JSON lines). Nested objects and arrays become their JSON text.
 */
final class JsonRecords implements RecordSource {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonParser parser;
    private final List<String> columns;
    private @Nullable JsonNode current;
    private long count;

    JsonRecords(InputStream input, List<String> columns) throws IOException {
        this.columns = columns;
        parser = new JsonFactory(MAPPER).createParser(input);
    }

    /** Every name that occurs in a record of the file, in the order of the first occurrence. */
    static List<String> columnsOf(InputStream input) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try (JsonRecords records = new JsonRecords(input, List.of())) {
            while (records.next()) {
                records.record().fieldNames().forEachRemaining(names::add);
            }
        }
        if (names.isEmpty()) {
            throw new CliException("the file holds no records");
        }
        return List.copyOf(names);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public boolean next() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY && count == 0) {
                token = parser.nextToken();
            }
            if (token == null || token == JsonToken.END_ARRAY) {
                return false;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new CliException("record " + (count + 1) + " is not a JSON object");
            }
            current = MAPPER.readTree(parser);
            count++;
            return true;
        } catch (JsonProcessingException failure) {
            throw new CliException(
                    "line " + failure.getLocation().getLineNr() + " is not JSON: " + failure.getOriginalMessage(),
                    failure);
        }
    }

    private JsonNode record() {
        if (current == null) {
            throw new IllegalStateException("no record read yet");
        }
        return current;
    }

    @Override
    public @Nullable String text(int column) {
        JsonNode value = record().get(columns.get(column));
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    @Override
    public boolean isText(int column) {
        JsonNode value = record().get(columns.get(column));
        return value != null && !value.isNumber() && !value.isBoolean() && !value.isNull();
    }

    @Override
    public String position() {
        return "record " + count;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
