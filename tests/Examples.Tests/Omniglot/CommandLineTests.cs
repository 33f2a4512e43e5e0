using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Omniglot;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        Assert.Equal(new RunOptions { Threads = Environment.ProcessorCount }, Accepted());
        Assert.Equal("artifacts/omniglot/maml-conv-5-way-1-shot", Accepted().Folder);
    }

    [Fact]
    public void Defaults_may_be_typed_as_the_help_shows_them()
        => Assert.Equal(Accepted(), Accepted("--method", "Maml", "--net", "Conv", "--preset", "Default", "--support-order", "Rounds"));

    [Fact]
    public void Arguments_about_tasks_are_read()
    {
        RunOptions options = Accepted(
            "--data", "d", "--method", "prototypical", "--net", "pooled", "--training-ways", "60", "--meta-batch", "2", "--split",
            "official", "--alphabets", "within",
            "--label-orders", "7");
        Assert.Equal((60, 2, 7), (options.TrainingWays, options.Settings.MetaBatch, options.LabelOrders));
        Assert.Equal((NetKind.Pooled, SplitKind.Official, AlphabetKind.Within), (options.Net, options.Split, options.Alphabets));
        Assert.EndsWith(
            " --training-ways 60 --meta-batch 2 --split official --alphabets within --label-orders 7", options.ResumeCommand,
            StringComparison.Ordinal);
        RunOptions refined = Accepted("--method", "soft-k-means", "--refinements", "9");
        Assert.Equal(9, refined.Refinements);
        Assert.EndsWith(" --method soft-k-means --refinements 9", refined.ResumeCommand, StringComparison.Ordinal);
        RunOptions steps = Accepted("--method", "maml++", "--inner-steps", "5");
        Assert.Equal((5, 5), (steps.Settings.InnerSteps, steps.Settings.TestSteps));
        Assert.EndsWith(" --method maml++ --inner-steps 5", steps.ResumeCommand, StringComparison.Ordinal);
        RunOptions lopsided = Accepted("--support-counts", "1,3,2", "--balanced-loss");
        Assert.Equal([1, 3, 2], lopsided.SupportCounts!);
        Assert.Equal((3, 3, true), (lopsided.Ways, lopsided.Shots, lopsided.BalancedLoss));
        Assert.Equal("--balanced-loss --support-counts 1,3,2", lopsided.OptionsInWords);
        Assert.Equal("artifacts/omniglot/maml-conv-support-1-3-2-balanced", lopsided.Folder);
        Assert.Equal(LabelKind.Fixed, Accepted("--labels", "fixed").Labels);
        Assert.EndsWith(" --labels fixed", Accepted("--labels", "fixed").ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--training-ways: what maml learns", "--training-ways", "9")]
    [InlineData("--refinements: no query moves a class mean of prototypical", "--method", "prototypical", "--refinements", "9")]
    [InlineData("how often prototypical steps is not to be chosen", "--method", "prototypical", "--inner-steps", "2")]
    [InlineData("how often reptile steps is not to be chosen", "--method", "reptile", "--inner-steps", "2")]
    [InlineData("how often imaml steps is not to be chosen", "--method", "imaml", "--inner-steps", "2")]
    [InlineData("glyphs have no alphabets", "--split", "official")]
    [InlineData("glyphs have no alphabets", "--alphabets", "within")]
    [InlineData("leave one out", "--data", "d", "--labels", "fixed", "--alphabets", "within")]
    [InlineData("pretrained takes no tasks", "--method", "pretrained", "--labels", "fixed")]
    [InlineData("as they are; leave one out", "--data", "d", "--alphabets", "within", "--test-rotations")]
    [InlineData("at most --ways 6", "--ways", "7", "--label-orders", "3")]
    [InlineData("leave out --trials", "--label-orders", "3", "--evaluate", "x", "--trials", "y")]
    [InlineData("leave out --ways and --shots", "--support-counts", "1,2", "--ways", "2")]
    [InlineData("leave out --ways and --shots", "--support-counts", "1,2", "--shots", "2")]
    [InlineData("name its checkpoint with --evaluate", "--ensemble", "x")]
    [InlineData("leave out --label-orders", "--label-orders", "3", "--evaluate", "x", "--ensemble", "y", "z")]
    [InlineData("leave out --label-orders", "--support-counts", "1,2", "--evaluate", "x", "--ensemble", "y")]
    [InlineData("leave out --training-ways", "--support-counts", "1,2", "--method", "siamese", "--training-ways", "9")]
    [InlineData("leave out --training-ways", "--support-counts", "1,2", "--label-orders", "9")]
    [InlineData("give --support-counts too", "--balanced-loss")]
    [InlineData("expected 2 to 100 numbers from 1 to 19 with commas between them", "--support-counts", "1")]
    [InlineData("expected 2 to 100 numbers from 1 to 19 with commas between them", "--support-counts", "1,20")]
    [InlineData("expected 2 to 100 numbers from 1 to 19 with commas between them", "--support-counts", "1,,2")]
    [InlineData("a character has 20 drawings", "--support-counts", "1,12", "--test-queries", "9")]
    [InlineData("name its checkpoint with --evaluate", "--onnx", "x")]
    [InlineData("leave out --data", "--evaluate", "x", "--onnx", "y", "--out", "z")]
    public void Tasks_that_make_no_sense_are_refused_with_the_way_out(string because, params string[] arguments)
        => Assert.Contains(because, CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments), StringComparison.Ordinal);

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--data", "@a b", "--cache", "c d", "--ways", "20", "--shots", "5", "--method", "fomaml", "--net", "mlp", "--preset", "paper",
            "--iterations", "12", "--queries", "3", "--training-characters", "25",
            "--inner-step-size", "2.5e-1", "--support-order", "shuffled", "--random-affine", "--random-elastic", "--validation", "40",
            "--test-queries", "2", "--test-tasks", "50", "--test-rotations", "--support-copies", "4", "--threads", "3", "--seed", "9",
            "--out", "x", "--resume");
        Assert.Equal(
            new RunOptions
            {
                Data = "@a b",
                Cache = "c d",
                Ways = 20,
                Shots = 5,
                Method = Methods.Named("fomaml"),
                Net = NetKind.Mlp,
                Preset = PresetName.Paper,
                Iterations = 12,
                Queries = 3,
                InnerStepSize = 0.25,
                SupportOrder = SupportOrder.Shuffled,
                RandomAffine = true,
                RandomElastic = true,
                TrainingCharacters = 25,
                Validation = 40,
                TestQueries = 2,
                TestTasks = 50,
                TestRotations = true,
                SupportCopies = 4,
                Threads = 3,
                Seed = 9,
                Out = "x",
                Resume = true,
            },
            options);
        Assert.EndsWith(
            " --resume --random-affine --random-elastic --test-rotations --data \"@a b\" --cache \"c d\" " +
                "--ways 20 --shots 5 --method fomaml --net mlp --preset paper --iterations 12 --queries 3 --inner-step-size 0.25 " +
                "--support-order shuffled --training-characters 25 --validation 40 --test-queries 2 --test-tasks 50 " +
                "--support-copies 4 --seed 9 --out x",
            options.ResumeCommand,
            StringComparison.Ordinal);
        Assert.Equal(12, options.Settings.Iterations);
        Assert.Equal(3, options.Settings.Queries);
        Assert.Equal(40, options.Settings.ValidationCharacters);
        Assert.Equal(50, options.Settings.TestTasks);
        Assert.Equal(5, options.Settings.InnerSteps);
        Assert.Equal(0.25, options.Settings.InnerStepSize);
    }

    [Fact]
    public void The_preset_paper_has_the_numbers_of_the_papers()
    {
        TrainingSettings maml = Presets.Of(PresetName.Paper, Methods.Named("maml"), NetKind.Conv, 5, 1);
        Assert.Equal(
            (1, 0.4, 3, 32, 60_000L, 1, 1),
            (maml.InnerSteps, maml.InnerStepSize, maml.TestSteps, maml.MetaBatch, maml.Iterations, maml.Shots, maml.Queries));
        TrainingSettings many = Presets.Of(PresetName.Paper, Methods.Named("maml"), NetKind.Conv, 20, 5);
        Assert.Equal((5, 0.1, 16, 5), (many.InnerSteps, many.InnerStepSize, many.MetaBatch, many.Queries));
        TrainingSettings reptile = Presets.Of(PresetName.Paper, Methods.Named("reptile"), NetKind.Conv, 5, 1);
        Assert.Equal(
            (5, 0.001, 10, 50, 5, 100_000L, 10),
            (
                reptile.InnerSteps, reptile.InnerStepSize, reptile.InnerBatch, reptile.TestSteps, reptile.MetaBatch, reptile.Iterations,
                reptile.Shots));
        Assert.Equal(new OuterStepSize(OuterStepSizeShape.Linear, 1, 0), reptile.OuterStepSize);
        Assert.Equal((1, 4), (maml.TasksPerBlock, Presets.Of(PresetName.Paper, Methods.Named("maml"), NetKind.Mlp, 5, 1).TasksPerBlock));
        Assert.Equal((100, 0), (maml.ValidationCharacters, reptile.ValidationCharacters));
    }

    [Theory]
    [InlineData(5, 10, 5)]
    [InlineData(20, 20, 10)]
    [InlineData(2, 4, 2)]
    [InlineData(6, 12, 6)]
    [InlineData(7, 14, 7)]
    [InlineData(9, 18, 9)]
    [InlineData(11, 11, 6)]
    [InlineData(19, 19, 10)]
    public void The_inner_batches_of_Reptile_hold_each_class_equally_often_and_are_those_of_the_paper_at_its_ways(
        int ways, int training, int test)
    {
        TrainingSettings reptile = Presets.Of(PresetName.Paper, Methods.Named("reptile"), NetKind.Conv, ways, 1);
        Assert.Equal((training, test), (reptile.InnerBatch, reptile.TestBatch));
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("extra")]
    [InlineData("--ways", "1")]
    [InlineData("--ways", "101")]
    [InlineData("--shots", "0")]
    [InlineData("--shots", "19", "--test-queries", "2")]
    [InlineData("--method", "mammal")]
    [InlineData("--method", "0")]
    [InlineData("--net", "resnet")]
    [InlineData("--preset", "best")]
    [InlineData("--iterations", "0")]
    [InlineData("--queries", "20")]
    [InlineData("--support-order", "random")]
    [InlineData("--support-order", "shuffled", "--method", "pretrained")]
    [InlineData("--inner-step-size", "0")]
    [InlineData("--inner-step-size", "1e-50")]
    [InlineData("--inner-step-size", "-1")]
    [InlineData("--inner-step-size", "NaN")]
    [InlineData("--inner-step-size", "1001")]
    [InlineData("--inner-step-size", "0,4")]
    [InlineData("--inner-step-size", "1", "--method", "lstm-optimizer")]
    [InlineData("--test-tasks", "1")]
    [InlineData("--validation", "-1")]
    [InlineData("--validation", "601")]
    [InlineData("--evaluate", "checkpoint", "--trials", "somewhere", "--test-tasks", "10")]
    [InlineData("--evaluate", "checkpoint", "--trials", "somewhere", "--test-queries", "1")]
    [InlineData("--evaluate", "checkpoint", "--trials", "somewhere", "--test-rotations")]
    [InlineData("--evaluate", "checkpoint", "--trials", "somewhere", "--support-copies", "2")]
    [InlineData("--support-counts", "1,2", "--support-copies", "2")]
    [InlineData("--support-copies", "0")]
    [InlineData("--support-copies", "101")]
    [InlineData("--classify", "folder", "image")]
    [InlineData("--evaluate", "checkpoint", "--classify", "folder")]
    [InlineData("--evaluate", "checkpoint", "--classify", "folder", "")]
    [InlineData("--evaluate", "checkpoint", "--classify", "folder", "image", "--trials", "somewhere")]
    [InlineData("--evaluate", "checkpoint", "--classify", "folder", "image", "--data", "somewhere")]
    [InlineData("--evaluate", "checkpoint", "--classify", "folder", "image", "--out", "somewhere")]
    [InlineData("--evaluate", "checkpoint", "--classify", "folder", "image", "--test-tasks", "10")]
    [InlineData("--queries", "2", "--method", "reptile")]
    [InlineData("--shots", "10", "--queries", "11", "--test-queries", "1")]
    [InlineData("--threads", "two\nlines")]
    [InlineData("--trials", "somewhere")]
    [InlineData("--evaluate", "checkpoint", "--resume")]
    [InlineData("--evaluate", "checkpoint", "--start", "checkpoint")]
    [InlineData("--cache", "somewhere")]
    [InlineData("--data", "somewhere", "--cache", "")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    [Fact]
    public void A_missing_data_folder_is_one_line_and_exit_code_2()
    {
        using TemporaryFolder folder = new();
        string missing = Path.Combine(folder.Path, "nowhere");
        foreach (string path in (string[])[missing, folder.Path])
        {
            StringWriter errors = new();
            Assert.Equal(2, CommandLine.Invoke(
                ["--data", path], static options => Session.Run(options, new Run(options).Execute), errors));
            Assert.StartsWith("--data: ", errors.ToString(), StringComparison.Ordinal);
            Assert.Contains(path, errors.ToString(), StringComparison.Ordinal);
            Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
