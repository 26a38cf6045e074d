/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/** A CSV file as RFC 4180 has it, UTF-8, with a header. A field without anything in it is NULL, {@code ""} is the empty string. */
final class CsvRecords implements RecordSource {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> columns;
    private CSVRecord current;

    CsvRecords(InputStream input, char delimiter) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setQuoteMode(QuoteMode.ALL_NON_NULL)
                .setIgnoreEmptyLines(true)
                .get();
        parser = CSVParser.builder()
                .setReader(new InputStreamReader(
                        input,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)))
                .setFormat(format)
                .get();
        records = parser.iterator();
        CSVRecord header = read();
        if (header == null) {
            throw new CliException("the file is empty: it has no header");
        }
        current = header;
        columns =
                header.stream().map(name -> name == null ? "" : name).collect(Collectors.toCollection(ArrayList::new));
        columns.set(0, columns.get(0).replace(BYTE_ORDER_MARK, ""));
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public boolean next() throws IOException {
        CSVRecord record = read();
        if (record == null) {
            return false;
        }
        if (record.size() != columns.size()) {
            throw new CliException("line " + parser.getCurrentLineNumber() + " has " + record.size()
                    + " fields, the header has " + columns.size());
        }
        current = record;
        return true;
    }

    private @Nullable CSVRecord read() throws IOException {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException failure) {
            if (failure.getCause() instanceof CharacterCodingException) {
                throw new CliException("line " + (parser.getCurrentLineNumber() + 1) + " is not UTF-8", failure);
            }
            throw failure.getCause();
        }
    }

    @Override
    public @Nullable String text(int column) {
        return current.get(column);
    }

    @Override
    public boolean isText(int column) {
        return false;
    }

    @Override
    public String position() {
        return "line " + parser.getCurrentLineNumber();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
