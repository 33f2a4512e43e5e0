using AutogradMaml.Testing;

namespace AutogradMaml.Examples.Tests.Patients;

/// <summary>Where the files of patients are, if they are anywhere: <c>../shared/data/patients</c> from the project's root.</summary>
internal static class PatientData
{
    /// <summary>A study's file; the test that asks is skipped where it is missing.</summary>
    /// <param name="study">The study.</param>
    public static string File(string study)
    {
        string path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "patients", $"{study}.csv"));
        Assert.SkipUnless(
            System.IO.File.Exists(path), $"The patients are not at '{path}' (../shared/data/patients from the project's root).");
        return path;
    }
}
