using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>That the catalogue is whole.</summary>
public class LearnerCoverageTests
{
    [Fact]
    public void Every_learner_and_every_way_to_differentiate_has_a_row_and_a_page()
    {
        Type[] all = [.. Deriving(typeof(Learner<>)), .. Deriving(typeof(MetaGradient<>))];
        Assert.True(
            all.Length >= 7 && all.Contains(typeof(Maml<>)) && all.Contains(typeof(Unrolled<>)),
            $"Found only {string.Join(", ", all.Select(static type => type.Name))}: the search is wrong.");
        Assert.All(all, static type => Assert.True(
            LearnerCatalogue.Rows.Any(row => row.Of == type),
            $"No row of the catalogue is for {type.Name}: add a file to tests/Maml.Tests/Catalogue/Rows."));
        Assert.All(LearnerCatalogue.Rows, static row => Assert.True(
            File.Exists(Path.Combine(Repository.Root, row.Page)), $"{row.Of.Name} has no page: write {row.Page}."));
        Assert.Equal(
            "docs/learners/first-order-maml.md", LearnerCatalogue.Rows.Single(static row => row.Of == typeof(FirstOrderMaml<>)).Page);
    }

    [Fact]
    public void Every_row_is_of_what_it_says()
    {
        foreach (LearnerCase at in LearnerCatalogue.Cases)
        {
            MetaGradient<double> way = at.Learner.GradientIn(at.Learner.PhaseCount - 1);
            Assert.Contains(
                at.Row.Of, new[] { at.Learner.GetType(), way.GetType() }.Select(static type => type.GetGenericTypeDefinition()));
            Assert.Equal(at.Row.IsExact, way.IsExact);

            // What is exact is certified. The other way round, a way that is exact at an optimum may be certified near it.
            Assert.True(!at.Row.IsExact || at.Row.Certificate is MetaGradientKind.SecondOrder or MetaGradientKind.Indistinguishable);
            Assert.NotEmpty(at.Row.ComparedWith);
        }

        Assert.Equal(LearnerCatalogue.Cases.Count, LearnerCatalogue.Cases.Select(static at => at.Name).Distinct().Count());

        // A row for a learner as its users make it, and one on which labels and statistics matter.
        Assert.All(LearnerCatalogue.Rows, static row => Assert.Contains(row.Problems, static problem => problem.IsClassification));
        Assert.All(
            LearnerCatalogue.Rows.Where(static row => !row.ClassifiesOnly),
            static row => Assert.Contains(row.Problems, static problem => !problem.IsClassification));
    }

    private static IEnumerable<Type> Deriving(Type from)
        => from.Assembly.GetExportedTypes().Where(type => !type.IsAbstract && Parents(type).Contains(from));

    private static IEnumerable<Type> Parents(Type type)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            yield return parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent;
        }
    }
}
