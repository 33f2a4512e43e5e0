using AutogradMaml.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Catalogue;

/// <summary>That the catalogue is whole.</summary>
public class CoverageTests
{
    /// <summary>Operations that no row records, each with the reason.</summary>
    private static readonly Dictionary<Type, string> Exempt = new()
    {
        [typeof(LeafOperation<>)] = "It has no inputs and computes nothing: values are put on the tape with it.",
        [typeof(FinalResult<>)] = "It is the result of a sweep, and its rules only refuse; FinalUseTests has it.",
        [typeof(MatrixMultiplyAddOperation<>)] =
            "Only programs have it, in the place of operations that have rows; AbsorptionTests has it.",
        [typeof(OpaqueResult<>)] = "It stands for what a rule computed from values, and its rules only refuse; CompositionTests has it.",
    };

    [Fact]
    public void Every_operation_of_the_library_is_recorded_by_a_row()
    {
        HashSet<Type> recorded = [];
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows)
        {
            foreach (Shape[] shapes in row.Samples)
            {
                using PoolCheck check = new();
                using Tape<double> tape = check.Tape<double>();
                RowCase<double> at = RowCase<double>.Of(row, shapes);
                row.Apply(at.Place(tape, at.Flat()));
                for (int index = 0; index < tape.Count; index++)
                {
                    Type type = tape.OperationOf(index).GetType();
                    recorded.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
                }
            }
        }

        Type[] all = [.. typeof(Operation<>).Assembly.GetTypes().Where(type => !type.IsAbstract && IsOperation(type))];
        Assert.True(all.Length > 20, $"Found only {all.Length} operations: the search is wrong.");
        Type[] missing = [.. all.Where(type => !recorded.Contains(type) && !Exempt.ContainsKey(type))];
        Assert.True(
            missing.Length == 0,
            $"No row of the catalogue records {string.Join(", ", missing.Select(type => type.Name))}: add one in tests/Catalogue.");
        Assert.All(Exempt.Keys, type => Assert.Contains(type, all));
        Assert.DoesNotContain(typeof(FinalResult<>), recorded);
    }

    [Fact]
    public void Every_row_has_a_name_of_its_own_and_samples_of_sizes_0_and_1()
    {
        Assert.Equal(OperationCatalogue<double>.Rows.Count, OperationCatalogue<double>.Rows.Select(row => row.Name).Distinct().Count());
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows)
        {
            bool empty = row.Samples.Any(shapes => shapes.Any(shape => shape.ElementCount == 0));
            Assert.True(
                empty ^ row.NoEmptySample is not null, $"{row.Name} needs either a sample without elements or a reason why there is none.");
            Assert.True(
                row.Samples.Any(shapes => shapes.Any(shape => shape.Contains(1))), $"{row.Name} needs a sample with an axis of size 1.");
            Assert.True(
                row.Samples.Any(shapes => shapes.All(shape => shape.ElementCount > 1)),
                $"{row.Name} needs a sample in which every input has several elements.");
        }
    }

    private static bool IsOperation(Type type)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(Operation<>))
            {
                return true;
            }
        }

        return false;
    }
}
