/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.sql.SQLTransactionRollbackException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.TransactionException;
import org.hibernate.cfg.Configuration;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hibernate: schema, entities of every type, optimistic locking, sequences, pages. */
class HibernateTest {
    @Entity(name = "Author")
    static class Author {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column(nullable = false, length = 80, unique = true)
        String name;

        @Version
        int version;

        @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
        List<Book> books = new ArrayList<>();

        LocalDate born;
        UUID token;
        BigDecimal fee;
        Instant seen;

        @Lob
        byte[] picture;

        @Lob
        String life;

        boolean active;

        @Enumerated(EnumType.STRING)
        DayOfWeek day;
    }

    @Entity(name = "Book")
    static class Book {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        String title;

        @ManyToOne
        Author author;

        LocalDateTime published;
    }

    private Memory database;

    @BeforeEach
    void open() throws Exception {
        database = new Memory();
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    private SessionFactory factory(String schema) {
        return new Configuration()
                .addAnnotatedClass(Author.class)
                .addAnnotatedClass(Book.class)
                .setProperty("hibernate.connection.url", database.url())
                .setProperty("hibernate.hbm2ddl.auto", schema)
                .setProperty("hibernate.hbm2ddl.halt_on_error", "true")
                .buildSessionFactory();
    }

    private static Author author(String name) {
        Author author = new Author();
        author.name = name;
        author.born = LocalDate.of(1815, 12, 10);
        author.token = new UUID(1, 2);
        author.fee = new BigDecimal("12.50");
        author.seen = Instant.parse("2024-02-29T12:30:15.250Z");
        author.picture = new byte[] {1, 2, 3};
        author.life = "long";
        author.day = DayOfWeek.FRIDAY;
        for (int i = 1; i <= 60; i++) {
            Book book = new Book();
            book.title = "volume " + i;
            book.author = author;
            book.published = LocalDateTime.of(1843, 1, 1, 0, 0).plusDays(i);
            author.books.add(book);
        }
        return author;
    }

    @Test
    void schemaAndEntities() {
        Long id;
        try (SessionFactory factory = factory("create")) {
            id = factory.fromTransaction(session -> {
                Author author = author("Ada");
                session.persist(author);
                return author.id;
            });
        }
        // What was made is what is expected, and an update finds nothing to do.
        factory("validate").close();
        try (SessionFactory factory = factory("update")) {
            factory.inTransaction(session -> {
                Author author = session.find(Author.class, id);
                assertThat(author.born).isEqualTo("1815-12-10");
                assertThat(author.token).isEqualTo(new UUID(1, 2));
                assertThat(author.fee).isEqualByComparingTo("12.5");
                assertThat(author.seen).isEqualTo("2024-02-29T12:30:15.250Z");
                assertThat(author.picture).containsExactly(1, 2, 3);
                assertThat(author.life).isEqualTo("long");
                assertThat(author.day).isEqualTo(DayOfWeek.FRIDAY);
                assertThat(author.books).hasSize(60).extracting(book -> book.id).doesNotHaveDuplicates();
                author.name = "Ada Lovelace";
            });
            factory.inTransaction(session -> session.remove(session.find(Author.class, id)));
            Long left = factory.fromTransaction(session ->
                    session.createQuery("select count(*) from Book", Long.class).getSingleResult());
            assertThat(left).isZero();
        }
    }

    @Test
    void queries() {
        try (SessionFactory factory = factory("create")) {
            factory.inTransaction(session -> session.persist(author("Ada")));
            factory.inTransaction(session -> {
                assertThat(session.createQuery(
                                        "select b.title from Book b join b.author a where a.name like 'A%' order by b.published",
                                        String.class)
                                .setFirstResult(10)
                                .setMaxResults(2)
                                .list())
                        .containsExactly("volume 11", "volume 12");
                Object[] row = session.createQuery(
                                "select year(a.born), count(b), max(b.published), upper(concat(a.name, '!'))"
                                        + " from Author a join a.books b group by a.born, a.name having count(b) > 1",
                                Object[].class)
                        .getSingleResult();
                assertThat(row).containsExactly(1815, 60L, LocalDateTime.of(1843, 3, 2, 0, 0), "ADA!");
                assertThat(session.createMutationQuery("update Book set title = lower(title) where length(title) = 8")
                                .executeUpdate())
                        .isEqualTo(9);
                assertThat(session.createMutationQuery("delete from Book b where b.author.name = 'Ada' and b.id > 50")
                                .executeUpdate())
                        .isEqualTo(10);
            });
        }
    }

    @Test
    void locking() {
        try (SessionFactory factory = factory("create")) {
            factory.inTransaction(session -> session.persist(author("Ada")));
            assertThatThrownBy(() -> factory.inTransaction(session -> session.persist(author("Ada"))))
                    .isInstanceOf(ConstraintViolationException.class)
                    .satisfies(e -> assertThat(((ConstraintViolationException) e).getConstraintName())
                            .isNotBlank());
            factory.inTransaction(session -> {
                Author author = session.find(Author.class, 1L, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
                author.active = true;
            });
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        Author author = session.find(Author.class, 1L);
                        factory.inTransaction(other -> other.find(Author.class, 1L).fee = BigDecimal.ONE);
                        author.fee = BigDecimal.TEN;
                    }))
                    .isInstanceOf(TransactionException.class)
                    .hasCauseInstanceOf(SQLTransactionRollbackException.class);
        }
    }

    @Test
    void pessimisticLocks() {
        try (SessionFactory factory = factory("create")) {
            factory.inTransaction(session -> session.persist(author("Ada")));
            factory.inTransaction(session -> {
                Author author = session.find(Author.class, 1L, LockModeType.PESSIMISTIC_WRITE);
                author.active = true;
                session.lock(author, LockModeType.PESSIMISTIC_READ);
                assertThat(session.createQuery("from Author a where a.name = 'Ada'", Author.class)
                                .setLockMode(LockModeType.PESSIMISTIC_FORCE_INCREMENT)
                                .getSingleResult())
                        .isSameAs(author);
            });
            // Who changes what another session has locked waits for its end, here in vain.
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        session.find(Author.class, 1L, LockModeType.PESSIMISTIC_WRITE);
                        factory.inTransaction(other -> other.find(Author.class, 1L).fee = BigDecimal.ONE);
                    }))
                    .rootCause()
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("55P03"));
        }
    }
}
