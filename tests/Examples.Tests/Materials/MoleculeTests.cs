using System.Numerics.Tensors;
using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Materials;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed class MoleculeTests
{
    private static readonly Preset Small = Presets.Quick with { MoleculeIterations = 2, Draws = 1, SimulatedOfFamily = 13 };

    [Fact]
    public void Bonds_of_rings_are_found_and_bridges_are_not()
    {
        Molecule molecule = SmilesReader.Read("CC1CCC1CC2CC2");
        bool[] inRing = molecule.InRing(static _ => true);
        Assert.Equal(7, inRing.Count(static ring => ring));
        Assert.All(
            molecule.Bonds.Index().Where(bond => !inRing[bond.Index]),
            static bond => Assert.True(bond.Item.Second is 1 or 5 or 6 || bond.Item.First == 0));
    }

    [Fact]
    public void The_net_takes_no_notice_of_how_a_molecule_is_written_and_of_others_beside_it()
    {
        MoleculeNet<double> net = new(8, 2);
        Parameters<double> theta = net.Initialize(3);
        double[] together = Forward(net, theta, "OCC", "c1ccccc1O");
        double[] other = Forward(net, theta, "CCO", "CC(=O)N");
        double[] alone = Forward(net, theta, "Oc1ccccc1");
        for (int k = 0; k < 8; k++)
        {
            Assert.Equal(together[k], other[k], 1e-12);
            Assert.Equal(together[8 + k], alone[k], 1e-12);
        }

        Assert.Contains(Enumerable.Range(0, 8), k => Math.Abs(together[k] - together[8 + k]) > 1e-3);
    }

    [Fact]
    public void The_net_gives_the_sum_by_hand_for_a_small_molecule()
    {
        // One round of width 1 on C=O: relu of all, with weights chosen here.
        MoleculeNet<double> net = new(1, 1);
        double[] atoms = [0.1, 1, 0, 2, .. new double[12]];
        Parameters<double> theta = new(net.Parameters.Select(parameter => KeyValuePair.Create(
            parameter.Name,
            parameter.Name switch
            {
                "atoms.weight" => Tensors.Wrap(atoms, [1, 16]),
                "rounds.0.own.weight" => Tensors.Wrap([0.5], [1, 1]),
                "rounds.0.own.bias" => Tensors.Wrap([0.25], [1]),
                "rounds.0.neighbour.weight" => Tensors.Wrap([3.0], [1, 1]),
                "rounds.0.bond.weight" => Tensors.Wrap([0, 0.75, 0, 0], [1, 4]),
                "molecule.weight" => Tensors.Wrap([16.0], [1, 1]),
                _ => Tensors.Wrap([1.0], [1]),
            })));
        const double Carbon = 0.1 + 1;
        const double Oxygen = 0.1 + 2;
        double expected = (Carbon / 2) + 0.25 + (3 * Oxygen) + 0.75 + (Oxygen / 2) + 0.25 + (3 * Carbon) + 0.75 + 1;
        Assert.Equal(expected, Assert.Single(Forward(net, theta, "C=O")), 1e-6);
    }

    [Fact]
    public void The_nets_derivatives_pass_the_check_with_a_task_axis_too()
    {
        MoleculeNet<double> net = new(3, 2);
        double[] rows = [.. Rows("CC(=O)N"), .. Rows("c1ccsc1")];
        Tensor<double> input = Tensors.Wrap(rows, [2, MoleculeRow.Length]);
        ModuleCheck.Run(net, net.Initialize(5), input, byInput: false).ThrowIfWrong();
    }

    [Fact]
    public void The_ridge_is_the_closed_form()
    {
        // k(x, x') = x x' + 1: with one value, and 2 and 3 at x = 1 and 2, centred at 2.5.
        FingerprintRidge ridge = new([[1.0], [2.0]], [2.0, 3.0], lambda: 0.5, scale: 1);
        double[,] kernel = { { 2.5, 3 }, { 3, 5.5 } };
        double determinant = (kernel[0, 0] * kernel[1, 1]) - (kernel[0, 1] * kernel[1, 0]);
        double first = ((kernel[1, 1] * -0.5) - (kernel[0, 1] * 0.5)) / determinant;
        double second = ((kernel[0, 0] * 0.5) - (kernel[1, 0] * -0.5)) / determinant;
        Assert.Equal(2.5 + (first * 4) + (second * 7), ridge.Predict([3.0]), 1e-10);
    }

    [Fact]
    public void Families_of_the_test_are_in_no_training()
    {
        RunOptions options = new() { Kind = Kind.Molecules, Preset = Small };
        MoleculeSeries series = HanschSeries.Draw(1, 13);
        Assert.Equal(24, MoleculeExperiment.LargeFamilies(series).Length);
        float[][] rows = [.. series.Molecules.Select(MoleculeRow.Of)];
        double[][] fingerprints = [.. series.Molecules.Select(CircularFingerprint.Of)];
        MoleculeExperiment[] folds =
            [.. Enumerable.Range(0, 4).Select(fold => new MoleculeExperiment(options, series, rows, fingerprints, fold))];
        Assert.All(folds, static fold => Assert.Empty(
            fold.TrainingMolecules.Intersect(fold.TestFamilies.SelectMany(static family => family))));
        Assert.Equal(
            series.Molecules.Count,
            folds.SelectMany(static fold => fold.TestFamilies).SelectMany(static family => family).Distinct().Count());
    }

    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = new() { Kind = Kind.Molecules, Preset = Small, Threads = 2, Folder = whole.Path };
        StringWriter output = new();
        new MoleculesRun(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("The molecules are simulated", output.ToString(), StringComparison.Ordinal);
        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        using (CancellationTokenSource stop = new())
        {
            Assert.Throws<OperationCanceledException>(
                () => new MoleculesRun(again).Execute(TextWriter.Null, new Stopper("anil-fold-1", 1, stop), stop.Token));
        }

        new MoleculesRun(again with { Resume = true }).Execute(
            TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(
            [
                ".lock", "anil-fold-1.safetensors", "families.svg", "pretrained-fold-1.safetensors", "r2d2-fold-1.safetensors",
                "results.json", "settings.json"
            ],
            names);
        foreach (string name in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(whole.Path, name)), Circumstances.Without(Path.Combine(parts.Path, name)));
        }

        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Path, "results.json")));
        Assert.Equal(8, results.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("C a\nCC b\n", "Name,Act\na,1\n", "line 2 of", "expected an identifier that 'x_act.csv' has")]
    [InlineData("C a\nC1 b\n", "Name,Act\na,1\nb,2\n", "line 2 of", "at character 2: ring 1 is not closed")]
    [InlineData("C a\nC a\n", "Name,Act\na,1\n", "line 2 of", "did not occur before, got 'a'")]
    [InlineData("C a b\n", "Name,Act\na,1\n", "line 1 of", "expected a SMILES and an identifier")]
    [InlineData("C a\n", "Name,Act\na,high\n", "line 2 of", "expected an identifier and a finite number")]
    [InlineData("C a\n", "Name,Act\na,NaN\n", "line 2 of", "expected an identifier and a finite number")]
    [InlineData("C a\n", "Name,Act\na,1\na,2\n", "line 3 of", "did not occur before")]
    [InlineData("C a\n", null, "--data: expected one file NAME_act.csv", "got 0")]
    [InlineData(null, "Name,Act\na,1\n", "--data: there is no file", "README")]
    public void What_is_wrong_with_the_files_is_said_in_one_line(string? structures, string? activities, params string[] fragments)
    {
        using TemporaryFolder folder = new();
        if (structures is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, "x.smi"), structures);
        }

        if (activities is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, "x_act.csv"), activities);
        }

        UsageException refused = Assert.Throws<UsageException>(() => SeriesFiles.Read(folder.Path));
        Assert.All(fragments, fragment => Assert.Contains(fragment, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Atoms_beyond_the_row_and_too_few_families_are_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "x.smi"), $"{new string('C', 49)} a\n");
        File.WriteAllText(Path.Combine(folder.Path, "x_act.csv"), "Name,Act\na,1\n");
        UsageException large = Assert.Throws<UsageException>(() => SeriesFiles.Read(folder.Path));
        Assert.Contains("expected at most 48 atoms", large.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, "x.smi"), "c1ccccc1 a\n");
        RunOptions options = new() { Kind = Kind.Molecules, Preset = Small, Data = folder.Path, Folder = folder.Path };
        UsageException few = Assert.Throws<UsageException>(() => new MoleculesRun(options).Execute(
            TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None));
        Assert.Contains("expected at least 8 families of 13 molecules with one framework, got 0", few.Message, StringComparison.Ordinal);
    }

    private static double[] Forward(MoleculeNet<double> net, Parameters<double> theta, params string[] molecules)
    {
        using Tape<double> tape = new();
        double[] rows = [.. molecules.SelectMany(Rows)];
        return net.Forward(theta.On(tape), tape.Constant(rows, [molecules.Length, MoleculeRow.Length])).Values.ToArray();
    }

    private static double[] Rows(string smiles) => [.. MoleculeRow.Of(SmilesReader.Read(smiles)).Select(static value => (double)value)];
}
