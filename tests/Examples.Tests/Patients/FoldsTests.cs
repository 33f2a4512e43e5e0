using AutogradMaml.Examples.Patients;

namespace AutogradMaml.Examples.Tests.Patients;

public sealed class FoldsTests
{
    [Fact]
    public void Each_patient_is_in_one_fold_and_folds_are_of_one_size_or_the_next()
    {
        Patient[] patients = [.. Enumerable.Range(0, 23).Select(static k => new Patient($"{k}", [], []))];
        IReadOnlyList<IReadOnlyList<Patient>> folds = Folds.Of(patients, 5, 1, "test");
        Assert.Equal(5, folds.Count);
        Assert.All(folds, static fold => Assert.InRange(fold.Count, 4, 5));
        Assert.Equal(patients.OrderBy(static p => p.Name), folds.SelectMany(static fold => fold).OrderBy(static p => p.Name));
        Assert.Equal(folds.Select(static fold => fold[0].Name), Folds.Of(patients, 5, 1, "test").Select(static fold => fold[0].Name));
        Assert.Equal(23, Folds.Of(patients, int.MaxValue, 1, "one out").Count);
    }

    [Fact]
    public void No_sample_of_a_held_out_patient_is_trained_on()
    {
        Study study = Studies.All[1];
        IReadOnlyList<Patient> patients = SimulatedPatients.Draw(study, 1);
        FoldRun run = new(new RunOptions { Preset = Presets.Quick, Studies = [study] }, study, patients, 2);
        for (int fold = 0; fold < run.HeldOut.Count; fold++)
        {
            Assert.Empty(run.Training(fold).Intersect(run.HeldOut[fold]));
            Assert.Equal(patients.Count, run.Training(fold).Count + run.HeldOut[fold].Count);
        }
    }

    // A fold's numbers must not change with what its held-out patients have after the samples that are adapted to, but for the errors.
    [Fact]
    public void What_is_chosen_and_learned_does_not_depend_on_the_held_out_samples()
    {
        Study study = Studies.All[0];
        IReadOnlyList<Patient> patients = SimulatedPatients.Draw(study, 1);
        RunOptions options = new()
        {
            Preset = Presets.Quick with { Candidates = [new(1, true)], MostFolds = 6 },
            Studies = [study],
            Iterations = 3,
        };
        FoldRun before = new(options, study, patients, 4);
        string[] held = [.. before.HeldOut[0].Select(static patient => patient.Name)];
        Patient[] changed = [.. patients.Select(patient => held.Contains(patient.Name)
            ? patient with { Samples = [.. patient.Samples.Select(static sample => new Sample(sample.Time, 2 * sample.Concentration))] }
            : patient)];
        FoldRun after = new(options, study, changed, 4);
        Assert.Equal(held, after.HeldOut[0].Select(static patient => patient.Name));
        double[] Learned(FoldRun run) => [.. run.Meta(run.Training(0), new(1, true), isBlackBox: false, CancellationToken.None).Meta
            .SelectMany(static entry => Autograd.Tensors.ToArray(entry.Value))];
        Assert.Equal(Learned(before), Learned(after));
        Assert.NotEqual(before.Run(0, CancellationToken.None).Errors[0], after.Run(0, CancellationToken.None).Errors[0]);
    }
}
