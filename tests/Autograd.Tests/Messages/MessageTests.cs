using System.Globalization;
using System.Text.RegularExpressions;
using AutogradMaml.Catalogue;

namespace AutogradMaml.Autograd.Tests.Messages;

/// <summary>What is said to a user: no names of the runtime's types, no parameters that the caller doesn't have, and the same numbers under
/// every culture.</summary>
public sealed partial class MessageTests
{
    [Fact]
    public void What_was_disposed_is_said_in_words()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Input(2.0);
        tape.Clear();
        Assert.Equal("The tape was cleared after this variable was made: record it again.", Disposed(() => x + x));
        Variable<double> y = tape.Input(2.0);
        Program<double> program = tape.Compile([y], [y * y]);
        tape.Dispose();
        const string Gone =
            "The tape was disposed, and its variables with it: copy what is needed later with ToTensor or " +
            "ToParameters before, or dispose it later.";
        Assert.Equal(Gone, Disposed(() => tape.Input(1.0)));
        Assert.Equal(Gone, Disposed(() => y + y));
        Assert.Equal(Gone, Disposed(() => y.ToArray()));
        Assert.Equal(Gone, Disposed(tape.Clear));
        Assert.Equal(Gone, Disposed(() => tape.FindNonFinite()));
        Assert.Equal(Gone, Disposed(() => tape.ReleaseFrom(0)));
        Assert.Equal(Gone, Disposed(() => tape.Compile([y], [y])));
        Workspace<double> first = program.CreateWorkspace();
        Workspace<double> second = program.CreateWorkspace();
        second.PlaceInput(0, first, 0);
        first.Dispose();
        Assert.Equal(
            "The workspace was disposed: copy what is needed of its outputs before, or make another of its program.", Disposed(first.Run));
        Assert.Equal("The workspace whose memory this one was placed on was disposed: dispose it after this one.", Disposed(second.Run));
        second.Dispose();
    }

    [Fact]
    public void A_thread_team_that_is_gone_says_who_goes_first()
    {
        ThreadTeam team = new(2);
        using Tape<float> tape = new(team: team);
        Variable<float> a = tape.Ones([600, 600]);
        team.Dispose();
        Assert.Equal(
            "The thread team was disposed while a tape or a workspace still computes on it: dispose it after them.",
            Disposed(() => a.MatMul(a)));
    }

    [Fact]
    public void Numbers_are_the_same_under_every_culture() => UnderCommas(static () =>
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([1.0, 2.0], [2]);
        Assert.Equal(
            "Clamp takes a lower limit that is not above the upper one, got 0.5 and -1.5. (Parameter 'least')",
            Assert.Throws<ArgumentException>(() => x.Clamp(0.5, -1.5)).Message);
        Assert.Equal(
            "Got label 2.5 at element 0, expected a class number: a whole number from 0 to 2 for 3 classes.",
            Assert.Throws<ArgumentOutOfRangeException>(() => tape.Input([2.5], [1]).OneHot(3)).Message);
        Assert.Equal(
            "Got index 2.5, expected a whole number from 0 to 1: there are 2 rows.",
            Assert.Throws<ArgumentOutOfRangeException>(() => tape.Ones([2, 3]).TakeRows(tape.Input([2.5], [1]))).Message);
        Assert.StartsWith(
            "Step must be a positive number or left out, got -0.5.",
            Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run(v => v[0], _ => [1], [0.5], new() { Step = -0.5 })).Message,
            StringComparison.Ordinal);
        using Tape<double> other = new();
        Variable<double> infinite = other.Input([1.0, 2.0], [2]) / 0;
        Assert.Equal("operation %1 'scale(Infinity)' [2] has Infinity at element 0", other.FindNonFinite()!.ToString());
        Assert.Equal("[2] {Infinity, Infinity}", infinite.ToString());
    });

    /// <summary>The names of operations are part of messages, listings and reports.</summary>
    [Fact]
    public void Every_operation_is_written_the_same_under_every_culture()
    {
        string[] before = [.. OperationCatalogue<double>.Rows.Select(Listing)];
        UnderCommas(() => Assert.Equal(before, OperationCatalogue<double>.Rows.Select(Listing)));

        static string Listing(OperationRow<double> row)
        {
            RowCase<double> sample = RowCase<double>.Of(row, row.Samples[0]);
            using Tape<double> tape = new();
            sample.Apply(sample.Place(tape, sample.Flat()));
            return tape.ToString();
        }
    }

    [Fact]
    public void Bad_inputs_of_the_catalogue_are_told_without_names_of_types()
    {
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows)
        {
            foreach (BadInput<double> bad in row.Bad)
            {
                using Tape<double> tape = new();
                Domain[] domains = [.. bad.Shapes.Select((_, k) => row.DomainOf(k))];
                double[][] values = bad.Values ?? Domain.Draw(domains, bad.Shapes, new RandomStream(7, "bad"));
                Variable<double>[] inputs = [.. bad.Shapes.Select((shape, k) => RowCase<double>.On(tape, values[k], shape))];
                string message = Assert.ThrowsAny<Exception>(() => { (bad.Call ?? row.Apply)(inputs); }).Message;
                Assert.False(TypeName().IsMatch(message), $"{row.Name}: {message}");
            }
        }
    }

    [Fact]
    public void Records_read_as_sentences() => UnderCommas(static () =>
    {
        GradientReport report = GradientCheck.Run(x => x[0] * x[0], x => [(2 * x[0]) + 0.5], [0.5]);
        Assert.Matches(@"^x\[0\]: analytic 1\.5, numeric 1 \+- \d\.\dE-\d+, tolerance 1\.5E-7$", report.Mismatch!.ToString());
        Assert.Equal(
            "x [1], order 1: 1 compared, largest error 3.3E-1, tolerance 1.0E-7, |gradient| 1.5E+0, FAILED", report.Inputs[0].ToString());
        Assert.StartsWith(
            "Sweep of the step at x[0]; the gradient says 1.5\n    step ", report.Sweep!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "step 1.0E+0: central 1, error 5.0E-1, forward - backward 2.0E+0, ",
            report.Sweep.Points[0].ToString(),
            StringComparison.Ordinal);
        GradientReport onTape = GradientCheck.Run(x => (x * x.Detach()).Sum(), Tensors.Create([0.5], [1]));
        Assert.StartsWith(
            "First seen at %1 = detach([1]) : [1]: stops the derivative, input 0\n",
            onTape.Operation!.ToString(),
            StringComparison.Ordinal);
        Assert.Equal("stride 1 x 2, padding 0 x 0, dilation 1 x 1, groups 3", new ConvolutionGeometry(StrideX: 2, Groups: 3).ToString());
        Assert.Equal("1.50 us sum", new StepTime("sum", 1.5).ToString());
        Parameters<double> parameters = new([new("weight", Tensors.Create([1.0, 2.0], [2, 1])), new("bias", Tensors.Create([3.0], [1]))]);
        Assert.Equal("weight [2, 1], bias [1]", parameters.ToString());
        using Tape<double> tape = new();
        Assert.Equal("weight [2, 1], bias [1]", parameters.On(tape).ToString());
    });

    private static string Disposed(Action action) => Assert.Throws<ObjectDisposedException>(action).Message;

    private static string Disposed<T>(Func<T> function) => Assert.Throws<ObjectDisposedException>(() => { _ = function(); }).Message;

    private static void UnderCommas(Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        commas.NumberFormat.PositiveInfinitySymbol = "unendlich";
        CultureInfo.CurrentCulture = commas;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [GeneratedRegex(@"`\d|System\.|AutogradMaml\.|Int32|Double\b|Single\b|ReadOnlySpan|\w\[\]")]
    private static partial Regex TypeName();
}
