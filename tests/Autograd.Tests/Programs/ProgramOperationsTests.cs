using AutogradMaml.Catalogue;

namespace AutogradMaml.Autograd.Tests.Programs;

/// <summary>A program's operations one by one, as whoever writes it in another form reads them.</summary>
public class ProgramOperationsTests
{
    [Fact]
    public void Operations_tell_kind_settings_and_what_they_read()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([1, 2, 3, 4], [2, 2]);
        Variable<double> weights = tape.Constant([5, 6, 7, 8], [2, 2]);
        Program<double> program = tape.Compile([x], [(3.0 * x.MatMul(weights, transposeRight: true).Exp()).Sum([1])]);
        IReadOnlyList<ProgramOperation> operations = program.Operations;
        Assert.Equal(["matmul", "exp", "scale", "sum"], operations.Select(static operation => operation.Description!.Kind));
        Assert.Equal("sum(axes 1)", operations[3].ToString());

        ProgramOperation product = operations[0];
        Assert.Equal(["transposesLeft", "transposesRight"], product.Description!.Settings);
        Assert.False(product.Description.Flag("transposesLeft"));
        Assert.True(product.Description.Flag("transposesRight"));
        Assert.Equal(3, operations[2].Description!.Number("factor"));
        Assert.Equal([1], operations[3].Description!.Integers("axes"));

        Assert.Equal(program.InputArray(0), product.Inputs[0]);
        Assert.False(program.IsConstant(product.Inputs[0]));
        Assert.True(program.IsConstant(product.Inputs[1]));
        Assert.Equal([5, 6, 7, 8], program.ConstantValues(product.Inputs[1]).ToArray());
        Assert.Equal(product.Result, operations[1].Inputs[0]);

        // The output is the sum under another shape: one array.
        Assert.Equal(operations[3].Result.Number, program.OutputArray(0).Number);
        Assert.Equal([2, 1], operations[3].Result.Shape.Sizes.ToArray());
        Assert.Equal([2], program.OutputArray(0).Shape.Sizes.ToArray());
    }

    [Fact]
    public void What_is_not_there_is_told()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([1, 2], [2]);
        Program<double> program = tape.Compile([x], [x.Slice(0, 1, 1)]);
        OperationDescription slice = program.Operations[0].Description!;
        Assert.Contains(
            "no setting 'size'", Assert.Throws<KeyNotFoundException>(() => slice.Integer("size")).Message, StringComparison.Ordinal);
        Assert.Contains("axis, start", Assert.Throws<KeyNotFoundException>(() => slice.Flag("axis")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "is not a constant", Assert.Throws<ArgumentException>(() => program.ConstantValues(program.InputArray(0))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no array 99", Assert.Throws<ArgumentException>(() => program.IsConstant(new(99, Shape.Scalar))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_a_users_own_has_no_description()
    {
        SortedSet<string> undescribed = new(StringComparer.Ordinal);
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows.Where(static row => row.NotReplayable is null))
        {
            using Tape<double> tape = new();
            (Variable<double>[] inputs, Variable<double>[] outputs) = ReplayCheck.Record(row, row.Samples[^1], tape, point: 1);
            undescribed.UnionWith(tape.Compile(inputs, outputs).Operations.Where(static operation => operation.Description is null)
                .Select(static operation => operation.Name));
        }

        Assert.Equal(["cube", "host call 'square'"], undescribed);
    }
}
