/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Target.Shape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The databases in which a case's tables are. */
final class World implements AutoCloseable {
    private final List<Target> shapes = new ArrayList<>();
    private final List<Target> peers = new ArrayList<>();

    World(Case tables, List<Dialect> others) throws SQLException {
        try {
            for (Shape shape : Shape.values()) {
                shapes.add(Target.blaze(shape, tables));
            }
            for (Dialect other : others) {
                peers.add(Target.peer(other, tables));
            }
        } catch (SQLException failure) {
            close();
            throw failure;
        }
    }

    Target plain() {
        return shapes.get(Shape.PLAIN.ordinal());
    }

    Target usual() {
        return shapes.get(Shape.INDEXED.ordinal());
    }

    List<Target> shapes() {
        return shapes;
    }

    List<Target> peers() {
        return peers;
    }

    @Override
    public void close() throws SQLException {
        for (Target target : shapes) {
            target.close();
        }
        for (Target target : peers) {
            target.close();
        }
    }
}
