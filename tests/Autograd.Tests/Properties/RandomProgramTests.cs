using System.Globalization;
using AutogradMaml.Catalogue;
using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>Random programs: gradient, Hessian-vector product and third derivative against differences and against the other modes.</summary>
public class RandomProgramTests(ITestOutputHelper output)
{
    /// <summary>Programs that come nearer than this to a kink are passed over: a difference would step across it.</summary>
    private const double NearestKink = 1e-3;

    [Fact]
    public void Derivatives_of_random_programs_agree_with_differences_and_in_every_mode()
    {
        // 100,000 programs: AUTOGRAD_RANDOM_PROGRAMS=100000 and this test.
        int cases = int.Parse(Environment.GetEnvironmentVariable("AUTOGRAD_RANDOM_PROGRAMS") ?? "400", CultureInfo.InvariantCulture);
        int tried = 0;
        var largest = new double[5];
        Prop.ForAll(RandomProgram.Arbitrary, program =>
        {
            RandomStream stream = new(7, "program", program.Steps.Length);
            double[][] point = Domain.Draw([.. RandomProgram.Inputs.Select(_ => Domain.Between(-1.5, 1.5))], RandomProgram.Inputs, stream);
            double margin = double.PositiveInfinity;
            RowCase<double> at = new(inputs => program.Run(inputs, out margin), RandomProgram.Inputs, point, _ => true, stream);
            if (margin < NearestKink)
            {
                return;
            }

            tried++;
            double[] errors =
            [
                DifferenceChecks.First(at, false),
                DifferenceChecks.Second(at, false),
                DifferenceChecks.Third(at, false),
                ExactChecks.Adjointness(at),
                Math.Max(ExactChecks.Modes(at, false), ExactChecks.Symmetry(at, false)),
            ];
            double[] allowed = [1e-7, 1e-6, 1e-6, 1e-12, 1e-12];
            for (int k = 0; k < errors.Length; k++)
            {
                largest[k] = Math.Max(largest[k], errors[k]);
                Assert.True(errors[k] <= allowed[k], $"Check {k} has relative error {errors[k]:E2}, allowed {allowed[k]:E1}.");
            }
        }).Check(Fixed.Config(cases));
        output.WriteLine($"{tried} of {cases} programs; order 1 {largest[0]:E1}, order 2 {largest[1]:E1}, order 3 {largest[2]:E1}, adjoint {largest[3]:E1}, modes {largest[4]:E1}");
        Assert.True(tried > cases / 2, $"Only {tried} of {cases} programs keep away from kinks: the sample shows too little.");
    }

    [Fact]
    public void Replayed_random_programs_give_the_bits_of_a_new_recording()
    {
        Prop.ForAll(RandomProgram.Arbitrary, program =>
        {
            using Testing.PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            using Tape<double> fresh = check.Tape<double>();
            (Variable<double>[] inputs, Variable<double>[] outputs) = Recorded(program, tape, point: 1);
            using Workspace<double> workspace = tape.Compile(inputs, outputs).CreateWorkspace(check.Pool);
            for (int point = 1; point <= 2; point++)
            {
                fresh.Clear();
                (Variable<double>[] again, Variable<double>[] expected) = Recorded(program, fresh, point);
                for (int k = 0; k < again.Length; k++)
                {
                    again[k].Values.CopyTo(workspace.Input(k));
                }

                workspace.Run();
                for (int k = 0; k < expected.Length; k++)
                {
                    Assert.Equal(expected[k].ToArray(), workspace.Output(k).ToArray());
                }
            }
        }).Check(Fixed.Config(300));
    }

    private static (Variable<double>[] Inputs, Variable<double>[] Outputs) Recorded(RandomProgram program, Tape<double> tape, int point)
    {
        RandomStream stream = new(7, "replay", point);
        double[][] values = Domain.Draw([.. RandomProgram.Inputs.Select(_ => Domain.Between(-1.5, 1.5))], RandomProgram.Inputs, stream);
        Variable<double>[] inputs = [.. RandomProgram.Inputs.Select((shape, k) => tape.Input(values[k], shape))];
        Variable<double> loss = program.Run(inputs, out _);
        Variable<double>[] gradient = tape.Gradient(loss, inputs);
        return (inputs, [loss, .. gradient, .. tape.HessianVectorProduct(loss, inputs, [.. inputs.Select(input => tape.Ones(input.Shape))])]);
    }
}
