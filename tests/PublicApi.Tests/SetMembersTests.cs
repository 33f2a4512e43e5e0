using System.Reflection;
using AutogradMaml.Autograd;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>What can be done with named tensors can be done with named variables, under the same names, and the other way round.</summary>
public class SetMembersTests
{
    // Why only one of them has it.
    private static readonly Dictionary<string, string> OnlyOne = new()
    {
        ["On(tape)"] = "Only what is not on a tape is put on one.",
        ["ToParameters()"] = "Only what is on a tape is copied from it.",
        ["Detach()"] = "Tensors of the host are constant as they are.",
    };

    [Fact]
    public void Parameters_and_variables_have_the_same_members()
    {
        HashSet<string> parameters = Members(typeof(Parameters<double>));
        HashSet<string> variables = Members(typeof(Variables<double>));
        parameters.SymmetricExceptWith(variables);
        Assert.Equal(OnlyOne.Keys.Order(), parameters.Order());
    }

    [Fact]
    public void They_give_the_same_numbers()
    {
        Parameters<double> left = Set(1, -2, 3);
        Parameters<double> right = Set(4, 5, -6);
        using Tape<double> tape = new();
        (Variables<double> x, Variables<double> y) = (left.On(tape), right.On(tape));
        Same(left + right, x + y, [5, 3, -3]);
        Same(left - right, x - y, [-3, -7, 9]);
        Same(left * right, x * y, [4, -10, -18]);
        Same(3 * left, 3 * x, [3, -6, 9]);
        Same(-left, -x, [-1, 2, -3]);
        Same(left.ZerosLike(), x.ZerosLike(), [0, 0, 0]);
        Same(left.WithValues(right.Values), x.WithValues(y.Values), [4, 5, -6]);
        Same(left.Map(static value => value), x.Map(static value => value), [1, -2, 3]);
        Same(Parameters<double>.Zip(left, right, static (_, b) => b), Variables<double>.Zip(x, y, static (_, b) => b), [4, 5, -6]);
        Assert.Equal(-24, left.Dot(right));
        Assert.Equal(-24, x.Dot(y).Scalar);
        Assert.Equal((3, 3), (left.ElementCount, x.ElementCount));
        Assert.Equal(left.Names, x.Names);
        Assert.True(left.TryGet("b", out _) && x.TryGet("b", out _));
        Assert.False(left.TryGet("c", out _) || x.TryGet("c", out _));
        Assert.Null(left.FirstNonFinite());
        Assert.Null(x.FirstNonFinite());
        Parameters<double> broken = Set(1, 2, double.NaN);
        Assert.Equal("b", broken.FirstNonFinite());
        Assert.Equal("b", broken.On(tape).FirstNonFinite());
    }

    [Fact]
    public void They_refuse_the_same_with_the_same_words()
    {
        using Tape<double> tape = new();
        Parameters<double> left = Set(1, 2, 3);
        Parameters<double> other = new([new("a", Tensors.Create<double>([1, 2], [2])), new("b", Tensors.Create<double>([3, 4], [2]))]);
        (Variables<double> x, Variables<double> y) = (left.On(tape), other.On(tape));
        Assert.Equal(
            Assert.Throws<ArgumentException>(() => left.Dot(other)).Message, Assert.Throws<ArgumentException>(() => x.Dot(y)).Message);
        Assert.Contains(
            "place 1 has 'b' [1] and 'b' [2]", Assert.Throws<ArgumentException>(() => left.RequireSameLayout(other)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "place 1 has 'b' [1] and 'b' [2]", Assert.Throws<ArgumentException>(() => x.RequireSameLayout(y)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no tensor 'c'; there are: a, b", Assert.Throws<KeyNotFoundException>(() => left["c"]).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no variable 'c'; there are: a, b", Assert.Throws<KeyNotFoundException>(() => x["c"]).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no tape", Assert.Throws<ArgumentException>(() => new Variables<double>([]).Dot(new([]))).Message, StringComparison.Ordinal);
    }

    private static Parameters<double> Set(double first, double second, double third)
        => new([new("a", Tensors.Create([first, second], [2])), new("b", Tensors.Create([third], [1]))]);

    private static void Same(Parameters<double> set, Variables<double> onTape, double[] expected)
    {
        Assert.Equal(expected, set.SelectMany(static entry => Tensors.ToArray(entry.Value)));
        Assert.Equal(expected, onTape.SelectMany(static entry => entry.Value.ToArray()));
    }

    private static HashSet<string> Members(Type type)
        => [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(
                static method => $"{method.Name}({string.Join(", ", method.GetParameters().Select(static parameter => parameter.Name))})")];
}
